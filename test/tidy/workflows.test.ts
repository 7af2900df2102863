import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => ({
  name,
  text: read(`.github/workflows/${name}`),
}));
const manifest = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

it('CI runs on the lines of Node that .ci/node-lines has', () => {
  const [, matrix = ''] = /^ +node: \[(.+)\]$/mu.exec(read('.github/workflows/ci.yml')) ?? [];
  const [, lines = ''] = /\|\| set -- ([\d ]+)$/mu.exec(read('.ci/node-lines')) ?? [];
  expect(matrix.split(', ')).toEqual(lines.split(' '));
  expect(lines.split(' ')).toContain('20');
});

it('.nvmrc has the oldest Node that the package takes', () => {
  expect(`>=${read('.nvmrc').trim()}`).toBe(manifest.engines.node);
});

it.each(workflows)('every npm script that $name runs is there', ({ text }) => {
  const named = [...text.matchAll(/\bnpm run ([\w:-]+)/gu)].map(([, script]) => script);
  expect(named.filter((script) => !(`${script}` in manifest.scripts))).toEqual([]);
});

it('every environment variable of the nightly run is read by a test', () => {
  const nightly = read('.github/workflows/nightly.yml');
  const names = [...nightly.matchAll(/^ +([A-Z_]+): /gmu)].map(([, name]) => name);
  const tests = ['test/process/kill-loop.test.ts', 'test/crash/kill-cluster-loop.test.ts'];
  const text = tests.map(read).join('\n');
  expect(names).toHaveLength(3);
  expect(names.filter((name) => !text.includes(`process.env['${name}']`))).toEqual([]);
});

it('every dependency has an entry in docs/dependencies.md', () => {
  const headings = new Set<string>(read('docs/dependencies.md').match(/(?<=^### ).+$/gmu));
  const { dependencies, devDependencies } = manifest;
  expect([...headings].sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort());
});
