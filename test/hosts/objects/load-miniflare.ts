import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { R2Bucket } from '../../../runtime/objects/r2-bucket.ts';
import { engineCache } from '../engine-cache.ts';

/** The part of Miniflare, which runs Workers on this machine, that the tests use. */
export interface Miniflare {
  getR2Bucket(name: string): Promise<R2Bucket>;
  dispatchFetch(url: string, init?: RequestInit): Promise<Response>;
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
