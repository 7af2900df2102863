// Measures a node and plain servers that do the same work, by turns, and prints how they compare.
// `npm run bench -- --help` lists the flags.
import { mkdtempSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { peakCheck } from './check-node.mjs';
import { describeMachine } from './machine.mjs';
import { parseFlags } from './parse-flags.mjs';
import { printTable } from './print-table.mjs';
import { runWorkload } from './run-workload.mjs';
import { hasNginx } from './start-reference.mjs';
import { workloads } from './workloads.mjs';
import { writeResults } from './write-results.mjs';

const flags = parseFlags(process.argv.slice(2));
const { quick: isQuick, rounds, generator, program } = flags;
/** No workload begins later than this. */
const limitSeconds = isQuick ? 76 : 780;
const settings = {
  isQuick,
  rounds,
  generator,
  program,
  seconds: isQuick ? 0.3 : 1,
  withNginx: hasNginx() && !isQuick,
};

const directory = mkdtempSync(join(flags.dir, 'cockatiel-bench-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

function secondsSoFar() {
  return Math.round(performance.now() / 1000);
}

/** Runs one workload, and tells of it. One that fails does not keep the others from running. */
async function run(workload, index) {
  if (secondsSoFar() > limitSeconds) {
    console.log(`${workload.name}: left out, ${limitSeconds} seconds are over\n`);
    return undefined;
  }
  try {
    const result = await runWorkload(workload, settings, join(directory, `${index}`));
    printTable(result);
    if (result.checks.some(({ isGood }) => !isGood)) process.exitCode = 1;
    return result;
  } catch (error) {
    console.log(`${workload.name}: FAILED: ${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

const machine = describeMachine(directory, generator);
const { cpu, cores, memoryGiB, ...others } = machine;
console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB · ${Object.values(others).join(' · ')}\n`);
if (!settings.withNginx)
  console.log(`without nginx: ${isQuick ? 'a quick run' : 'not installed'}\n`);
const results = [];
const parts = flags.only.split(',');
const chosen = workloads.filter(({ name }) => parts.some((part) => name.includes(part)));
for (const [index, workload] of chosen.entries()) results.push(await run(workload, index));
const done = results.filter((result) => result !== undefined);
const peaks = done.flatMap(({ checks }) => checks.filter(({ what }) => what === peakCheck));
console.log(`peak memory of a node: ${Math.max(0, ...peaks.map(({ value }) => value))} MiB`);
writeResults(flags.out, { machine, isQuick, rounds, seconds: secondsSoFar(), workloads: done });
console.log(`${secondsSoFar()} s; results in ${relative('.', flags.out)}`);
