// Measures how the cost of a request grows: `npm run bench:growth -- [--only TEXT] [--dir PATH]`.
// It takes the flags of `npm run bench`, some ten minutes, and a disk with 1.2 million free inodes.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { growthWorkloads } from './growth-workloads.mjs';
import { describeMachine } from './machine.mjs';
import { parseFlags } from './parse-flags.mjs';
import { printTable } from './print-table.mjs';
import { runWorkload } from './run-workload.mjs';
import { writeJson } from './write-json.mjs';

const flags = parseFlags(process.argv.slice(2));
const { quick: isQuick, rounds, generator } = flags;
const settings = { isQuick, rounds, generator, seconds: isQuick ? 0.3 : 2, withNginx: false };
const directory = mkdtempSync(join(flags.dir, 'cockatiel-growth-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const results = [];
const chosen = growthWorkloads.filter(({ name }) => name.includes(flags.only));
for (const [index, workload] of chosen.entries()) {
  const result = await runWorkload(workload, settings, join(directory, `${index}`));
  printTable(result);
  results.push(result);
}
const machine = describeMachine(directory, generator);
writeJson(flags.out, 'growth-node', { machine, rounds, workloads: results });
