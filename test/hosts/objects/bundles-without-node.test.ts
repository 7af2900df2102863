import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { useTestDirectory } from '../../support/process/start-test-node.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A module and all that it imports as one text. */
async function bundle(path: string): Promise<string> {
  const file = join(await useTestDirectory(), 'bundle.mjs');
  const rolldown = join(root, 'node_modules/.bin/rolldown');
  await promisify(execFile)(rolldown, [
    ...[join(root, path), '--file', file, '--platform', 'neutral', '--format', 'esm'],
    ...['--resolve.main-fields', 'module,main'],
  ]);
  return await readFile(file, 'utf8');
}

describe('a host without a disk', () => {
  it.each(['runtime/s3.ts', 'runtime/r2.ts'])('can bundle %s', async (path) => {
    expect(await bundle(path)).not.toMatch(/['"]node:/u);
  });
});
