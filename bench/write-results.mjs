// Keeps what a run measured.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from './draw-chart.mjs';

/**
 * Writes `node-<line>.json` to a directory, and `chart.svg` drawn from the results of all lines of
 * Node that are there.
 */
export function writeResults(directory, run) {
  mkdirSync(directory, { recursive: true });
  const [line] = run.machine.node.slice(1).split('.');
  writeFileSync(join(directory, `node-${line}.json`), `${JSON.stringify(run, round, 2)}\n`);
  const names = readdirSync(directory).filter((name) => /^node-\d+\.json$/.test(name));
  const runs = names.sort().map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')));
  writeFileSync(join(directory, 'chart.svg'), drawChart(runs));
}

/** Four digits say all that a measurement can. */
function round(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
