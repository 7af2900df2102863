import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { R2Bucket } from '../../../runtime/objects/r2-bucket.ts';

/** The part of Miniflare, which runs Workers on this machine, that the tests use. */
export interface Miniflare {
  getR2Bucket(name: string): Promise<R2Bucket>;
  dispatchFetch(url: string, init?: RequestInit): Promise<Response>;
  dispose(): Promise<void>;
}

export type MiniflareConstructor = new (options: Readonly<Record<string, unknown>>) => Miniflare;

/** The newest one that runs on Node 20. */
const version = '4.20260426.0';

/**
 * Loads Miniflare, which is no dependency of the project: it is installed once, from npm, in a
 * cache directory.
 */
export async function loadMiniflare(): Promise<MiniflareConstructor> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const directory = join(cache, `cockatiel-miniflare-${version}`);
  const main = join(directory, 'node_modules/miniflare/dist/src/index.js');
  if (!existsSync(main)) {
    await mkdir(directory, { recursive: true });
    await promisify(execFile)('npm', [
      ...['install', '--prefix', directory, '--no-audit', '--no-fund', `miniflare@${version}`],
    ]);
  }
  const { Miniflare: Constructor } = (await import(pathToFileURL(main).href)) as {
    readonly Miniflare: MiniflareConstructor;
  };
  return Constructor;
}
