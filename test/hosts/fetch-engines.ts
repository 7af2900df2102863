import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CachedPackage, cachedVersion, engineCache, engineVersions } from './engine-cache.ts';

/** Fetches what the tests of hosts need from npm, unless the cache has it, and says so. */
export function setup(): void {
  const wanted = Object.entries(engineVersions) as [CachedPackage, string][];
  const missing = wanted.filter(([name, version]) => cachedVersion(name) !== version);
  if (missing.length === 0) return;
  const packages = wanted.map(([name, version]) => `${name}@${version}`);
  process.stdout.write(`Fetching ${packages.join(', ')} into ${engineCache}\n`);
  mkdirSync(engineCache, { recursive: true });
  writeFileSync(join(engineCache, 'package.json'), '{ "private": true }\n');
  // Bun and Deno put their executables in place by a script.
  const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts=false'];
  execFileSync('npm', ['install', ...flags, ...packages], { cwd: engineCache, stdio: 'inherit' });
}
