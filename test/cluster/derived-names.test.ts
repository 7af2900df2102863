import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type ClusterNode,
  expectConverged,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { listStored, sha1 } from '../support/disk/disk-view.ts';
import { nameAt } from '../support/node/name-at.ts';

const pairs = 300;
const concurrency = 8;

async function put(node: ClusterNode, path: string, body: string): Promise<string> {
  const response = await fetch(`${node.url}/${path}`, { method: 'PUT', body });
  expect(response.status).toBe(201);
  return (response.headers.get('location') as string).slice(1);
}

test('a photo on one node and, at once, a thumb below its name on the other get to both', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const stored: string[] = [];
  let next = 0;

  /** The thumb comes right after the photo, or before it: a client may know the name in advance. */
  async function uploadPair(count: number): Promise<void> {
    const content = `photo ${count}`;
    if (count % 3 > 0) {
      const photo = await put(a, 'photo.jpg', content);
      stored.push(photo, await put(b, `${photo}/thumb.jpg`, `thumb ${count}`));
      return;
    }
    const second = Math.floor(Date.now() / 1000);
    const thumb = put(b, `photo_${second}_${sha1(content)}.jpg/thumb.jpg`, `thumb ${count}`);
    stored.push(...(await Promise.all([thumb, put(a, 'photo.jpg', content)])));
  }

  async function work(): Promise<void> {
    for (let count = next++; count < pairs; count = next++) await uploadPair(count);
  }

  await Promise.all(Array.from({ length: concurrency }, work));
  await expectConverged([a, b]);
  for (const node of [a, b]) {
    expect(listStored(node.storage).map(nameAt).sort()).toEqual([...stored].sort());
    for (const name of stored) {
      expect((await fetch(`${node.url}/${name}`, { method: 'HEAD' })).status).toBe(200);
    }
  }

  const thumbs = stored.filter((name) => name.includes('/'));
  await Promise.all(thumbs.map((name) => fetch(`${a.url}/${name}`, { method: 'DELETE' })));
  await expectConverged([a, b]);
  for (const node of [a, b]) {
    expect(listStored(node.storage)).toHaveLength(pairs);
    expect(
      thumbs.filter((name) => existsSync(join(node.storage, `${name.split('/')[0]}~.d`))),
    ).toEqual([]);
  }
});
