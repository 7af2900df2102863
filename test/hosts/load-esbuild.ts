import { createRequire } from 'node:module';
import { join } from 'node:path';
import { engineCache } from './engine-cache.ts';

/** The part of esbuild's API that is used. */
export interface Bundler {
  build(options: object): Promise<Bundle>;
}

export interface Bundle {
  /** What was imported from outside of the bundle, by output. */
  readonly metafile: {
    readonly outputs: Readonly<Record<string, { readonly imports: readonly { path: string }[] }>>;
  };
  readonly outputFiles: readonly { readonly text: string }[];
}

const { build } = createRequire(join(engineCache, 'package.json'))('esbuild') as Bundler;

/** Bundles a module as the tools of Workers do it. */
export function bundleForWorkers(entry: string): Promise<Bundle> {
  return build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['module', 'main'],
    external: ['node:*'],
    logLevel: 'silent',
  });
}
