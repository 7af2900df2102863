// Keeps what a run measured.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from './draw-chart.mjs';
import { writeJson } from './write-json.mjs';

/**
 * Writes `node-<line>.json` to a directory, and `chart.svg` drawn from the results of all lines of
 * Node that are there.
 */
export function writeResults(directory, run) {
  writeJson(directory, 'node', run);
  const names = readdirSync(directory).filter((name) => /^node-\d+\.json$/.test(name));
  const runs = names.sort().map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')));
  writeFileSync(join(directory, 'chart.svg'), drawChart(runs));
}
