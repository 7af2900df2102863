import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { R2Bucket } from '../../../runtime/objects/r2-bucket.ts';
import { engineCache } from '../engine-cache.ts';

/** The part of Miniflare, which runs Workers on this machine, that the tests use. */
export interface Miniflare {
  readonly ready: Promise<URL>;
  /** The bucket of a binding, of the only Worker unless one is named. */
  getR2Bucket(name: string, worker?: string): Promise<R2Bucket>;
  /** Where a Worker listens that has a socket of its own. */
  unsafeGetDirectURL(worker: string): Promise<URL>;
  /** A Worker, for what is no request. */
  getWorker(name: string): Promise<{ scheduled(): Promise<{ readonly outcome: string }> }>;
  dispose(): Promise<void>;
}

export type MiniflareConstructor = new (options: Readonly<Record<string, unknown>>) => Miniflare;

/** Loads Miniflare, which is no dependency of the project, from the cache of the engines. */
export async function loadMiniflare(): Promise<MiniflareConstructor> {
  const main = join(engineCache, 'node_modules/miniflare/dist/src/index.js');
  const { Miniflare: Constructor } = (await import(pathToFileURL(main).href)) as {
    readonly Miniflare: MiniflareConstructor;
  };
  return Constructor;
}
