import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const start = fileURLToPath(new URL('../../../runtime/core.ts', import.meta.url));
/** Imports that remain once the types are erased. */
const pattern = /^(?:import|export) (?!type\b)[^'();]*\bfrom '([^']+)';$/gmu;

/** What is loaded with a module that is none of our files. */
function packagesOf(path: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(path)) return packages;
  seen.add(path);
  for (const [, specifier = ''] of readFileSync(path, 'utf8').matchAll(pattern)) {
    if (!specifier.startsWith('.')) packages.add(specifier);
    else for (const name of packagesOf(join(dirname(path), specifier), seen)) packages.add(name);
  }
  return packages;
}

it('importing the core loads nothing of Node', () => {
  const seen = new Set<string>();
  const packages = packagesOf(start, seen);
  expect([...seen].some((path) => path.endsWith('lib/storage/memory-storage.ts'))).toBe(true);
  expect([...packages].filter((name) => name.startsWith('node:'))).toEqual([]);
});
