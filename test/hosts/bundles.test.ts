import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engineCache } from './engine-cache.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, { readonly default?: string }>>;
};

/** Exports for one host, which may import what that has. */
const forOneHost = new Set(['./node', './bun', './deno', './sign', './package.json']);

/** The part of esbuild's API that is used. */
interface Bundler {
  build(options: object): Promise<{ readonly metafile: Metafile }>;
}

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly imports: readonly { path: string }[] }>>;
}

const { build } = createRequire(join(engineCache, 'package.json'))('esbuild') as Bundler;

test.each(Object.keys(exports).filter((name) => !forOneHost.has(name)))(
  'the export %s bundles without anything of a host but its hashes',
  async (name) => {
    const { metafile } = await build({
      entryPoints: [join(root, exports[name]?.default ?? '')],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'neutral',
      // As bundlers for Workers have them.
      conditions: ['workerd', 'worker', 'browser'],
      mainFields: ['module', 'main'],
      external: ['node:*'],
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const others = imports.map(({ path }) => path).filter((path) => path !== 'node:crypto');
    expect(others).toEqual([]);
  },
);
