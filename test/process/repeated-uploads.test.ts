import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listStored } from '../support/disk/disk-view.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

async function upload(url: string, body: string): Promise<readonly [number, string]> {
  const { status, headers } = await fetch(url, { method: 'PUT', body, redirect: 'manual' });
  return [status, headers.get('location') ?? ''];
}

test('a file is confirmed at its own URL, and stamped again with other content', async () => {
  const directory = await useTestDirectory();
  const node = await startTestNode([], directory);
  const [, path] = await upload(`${node.url}/a.txt`, 'content');
  expect(await upload(node.url + path, 'content')).toEqual([200, path]);
  const [status, copy] = await upload(node.url + path, 'other');
  expect(status).toBe(201);
  const names = [path, copy].map((one) => one.slice(1));
  expect(listStored(join(directory, 'storage')).sort()).toEqual(names.sort());
});
