import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the tests of hosts need from npm, with its version. Nothing else depends on it. */
export type CachedPackage =
  | 'bun'
  | 'deno'
  | 'miniflare'
  | 'esbuild'
  | 'express'
  | 'fastify'
  | 'h3'
  | 'hono'
  | '@hono/node-server'
  | 'srvx'
  | 'multer'
  | '@fastify/multipart'
  | 'unstorage';

/** The versions that are tested, by package. */
export const engineVersions = JSON.parse(
  readFileSync(new URL('engines.json', import.meta.url), 'utf8'),
) as Readonly<Record<CachedPackage, string>>;

/** Where they are kept from run to run. */
export const engineCache = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'cockatiel-hosts',
);

const modules = join(engineCache, 'node_modules');

/** The version of a package that is in the cache; `undefined` where it is not. */
export function cachedVersion(name: CachedPackage): string | undefined {
  const path = join(modules, name, 'package.json');
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
