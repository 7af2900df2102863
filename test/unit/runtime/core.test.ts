import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const runtime = fileURLToPath(new URL('../../../runtime/', import.meta.url));
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

it.each([
  ['core.ts', 'lib/memory-storage/memory-storage.ts'],
  ['s3.ts', 'runtime/objects/s3-store.ts'],
  ['r2.ts', 'runtime/objects/r2-store.ts'],
])('importing %s loads nothing of Node', (start, part) => {
  const seen = new Set<string>();
  const packages = packagesOf(join(runtime, start), seen);
  expect([...seen].some((path) => path.endsWith(part))).toBe(true);
  expect([...packages].filter((name) => name.startsWith('node:'))).toEqual([]);
});
