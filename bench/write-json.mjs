// Keeps what was measured.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes `<kind>-<line of Node>.json` to a directory: four digits say all that a measurement can. */
export function writeJson(directory, kind, run) {
  mkdirSync(directory, { recursive: true });
  const [line] = run.machine.node.slice(1).split('.');
  writeFileSync(join(directory, `${kind}-${line}.json`), `${JSON.stringify(run, round, 2)}\n`);
}

function round(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
