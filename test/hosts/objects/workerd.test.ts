import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useTestDirectory } from '../../support/process/start-test-node.ts';
import { loadMiniflare } from './load-miniflare.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A module and all that it imports as one text. */
async function bundle(path: string): Promise<string> {
  const file = join(await useTestDirectory(), 'bundle.mjs');
  const rolldown = join(root, 'node_modules/.bin/rolldown');
  await promisify(execFile)(rolldown, [
    ...[join(root, path), '--file', file, '--platform', 'neutral', '--format', 'esm'],
    ...['--resolve.main-fields', 'module,main', '--external', 'node:crypto'],
  ]);
  return await readFile(file, 'utf8');
}

describe('a host without a disk', () => {
  it.each(['runtime/s3.ts', 'runtime/r2.ts'])('can bundle %s', async (path) => {
    expect(await bundle(path)).not.toMatch(/['"]node:/u);
  });

  it('is a node on R2 in a Worker, also for what is too large for memory', async () => {
    const Miniflare = await loadMiniflare();
    const worker = new Miniflare({
      modules: true,
      script: await bundle('test/support/objects/r2-worker.ts'),
      compatibilityDate: '2026-04-01',
      compatibilityFlags: ['nodejs_compat'],
      r2Buckets: ['BUCKET'],
    });
    onTestFinished(() => worker.dispose());
    for (const content of ['hello', 'x'.repeat(9_000_000)]) {
      const put = await worker.dispatchFetch('http://node/file.bin', {
        method: 'PUT',
        body: content,
      });
      expect([put.status, await put.text()]).toEqual([201, '']);
      const url = `http://node${put.headers.get('location')}`;
      expect(await (await worker.dispatchFetch(url)).text()).toBe(content);
      expect((await worker.dispatchFetch(url, { method: 'DELETE' })).status).toBe(200);
      expect((await worker.dispatchFetch(url)).status).toBe(404);
    }
  });
});
