import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCopy, setUpCopy } from '../support/process/set-up-copy.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

describe('a copy of what is in use', () => {
  test('has the deletions of a running node that come while it is copied', async () => {
    const { double, bucket, directory, kept } = await setUpCopy();
    const node = await startTestNode([], directory);
    const { objects } = double.bucket;
    double.onRequest = async (method, key) => {
      if (method !== 'PUT' || !key.includes('large')) return undefined;
      await expect.poll(() => objects.get(`copy/${kept}`)?.body.toString()).toBe('kept');
      const path = kept.split('/').map(encodeURIComponent).join('/');
      const deletion = await fetch(`${node.url}/${path}`, { method: 'DELETE' });
      expect(deletion.status).toBe(200);
      return undefined;
    };
    const { status, stderr } = await runCopy(directory, './storage', bucket, '--queue', './queue');
    expect([status, stderr]).toEqual([0, expect.stringMatching(/: 2 copied, 2 deletions \(/u)]);
    expect(objects.get(`copy/${kept}`)?.label).toBe('deleted');
    double.onRequest = () => undefined;
    const again = await runCopy(directory, './storage', bucket, '--queue', './queue');
    expect(again.stderr).toMatch(/: 0 copied, 1 present \(/u);
  });

  test('has the deletions of the nodes on a bucket that come while it is copied', async () => {
    const { double, bucket, directory, kept, deleted } = await setUpCopy();
    await runCopy(directory, './storage', bucket, '--queue', './queue');
    const back = await useTestDirectory();
    const file = join(back, 'storage', kept);
    double.onRequest = async (method, key) => {
      if (method !== 'GET' || !key.includes('large')) return undefined;
      await expect.poll(() => readFile(file, 'utf8').catch(() => undefined)).toBe('kept');
      double.bucket.put(`copy/${kept}`, Buffer.alloc(0), 'deleted');
      return undefined;
    };
    for (const found of ['2 copied, 2 deletions', '0 copied, 1 present']) {
      const { status, stderr } = await runCopy(back, bucket, './storage', '--queue', './queue');
      expect([status, stderr]).toEqual([0, expect.stringContaining(`: ${found} (`)]);
      await expect(readFile(file)).rejects.toThrow('ENOENT');
      const log = await readFile(join(back, 'queue', 'deletion.log'), 'utf8');
      expect(log.split('\n').toSorted()).toEqual(['', kept, deleted].toSorted());
    }
  });

  test('does not end as if all were copied where the directory vanishes', async () => {
    const { double, bucket, directory } = await setUpCopy();
    const storage = join(directory, 'storage');
    double.onRequest = async (method, key) => {
      if (method === 'PUT' && key.includes('large')) await rename(storage, `${storage}-gone`);
      return undefined;
    };
    const { status, stderr } = await runCopy(directory, './storage', bucket);
    expect([status, stderr]).toEqual([2, expect.stringContaining('its disk unmounted')]);
  });
});
