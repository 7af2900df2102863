import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bundleForWorkers } from './load-esbuild.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, { readonly default?: string }>>;
};

/** Exports for one host, which may import what that has. */
const forOneHost = new Set(['./node', './bun', './deno', './sign', './package.json']);

test.each(Object.keys(exports).filter((name) => !forOneHost.has(name)))(
  'the export %s bundles without anything of a host but its hashes',
  async (name) => {
    const { metafile } = await bundleForWorkers(join(root, exports[name]?.default ?? ''));
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const others = imports.map(({ path }) => path).filter((path) => path !== 'node:crypto');
    expect(others).toEqual([]);
  },
);
