import { expect, test } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import { mountNtfs } from '../support/disk/mount-ntfs.ts';
import { readOnlyReason } from '../support/disk/read-only-reason.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

async function put(node: NodeProcess, path: string, body = 'content'): Promise<number> {
  const response = await fetch(`${node.url}/${path}`, { method: 'PUT', body });
  await response.text();
  return response.status;
}

const refused = [
  'a%3Ab.txt',
  'a%3Fb',
  'dir./file',
  'dir%20/file',
  'x%22y/file',
  'a%2A',
  'a%3C%3E%7C',
];

test('names that NTFS refuses are a 400 each, and no fault of the disk', async (ctx) => {
  const directory = await mountNtfs(32);
  if (directory === undefined) return ctx.skip('NTFS can not be mounted here');
  const node = await startTestNode([], directory);
  for (const name of [...refused, ...refused])
    expect([name, await put(node, name)]).toEqual([name, 400]);
  expect(await readOnlyReason(node)).toBeNull();
  expect(await put(node, 'dir/plain.txt')).toBe(201);
});

test('names that NTFS refuses are absent to a read and to a deletion', async (ctx) => {
  const directory = await mountNtfs(32);
  if (directory === undefined) return ctx.skip('NTFS can not be mounted here');
  const node = await startTestNode([], directory);
  for (const name of [...refused, ...refused]) {
    for (const method of ['GET', 'DELETE']) {
      const path = `${name}_1700000000_${'0'.repeat(40)}`;
      const { status } = await fetch(`${node.url}/${path}`, { method });
      expect([method, name, status]).toEqual([method, name, 404]);
    }
  }
  expect(await readOnlyReason(node)).toBeNull();
  expect(await put(node, 'dir/plain.txt')).toBe(201);
});

test('a name that the NTFS of a peer refuses stays pending there, and later ones arrive', async (ctx) => {
  const directory = await mountNtfs(32);
  if (directory === undefined) return ctx.skip('NTFS can not be mounted here');
  const peer = await startTestNode([], directory);
  const node = await startTestNode(['--node', peer.url]);
  expect(await put(node, 'a%3Ab.txt')).toBe(201);
  const upload = await fetch(`${node.url}/plain.txt`, { method: 'PUT', body: 'plain' });
  const path = upload.headers.get('location');
  await expect.poll(async () => (await fetch(peer.url + path)).status).toBe(200);
  const status = async (): Promise<string> => (await fetch(`${node.url}/_status`)).text();
  await expect.poll(status).toMatch(/"lastError":"[^"]*400/u);
  const { queues } = JSON.parse(await status()) as { queues: Record<string, PeerReport> };
  const reason = expect.stringMatching(/^it responded 400: The disk of this node can not hold/u);
  expect(queues[peer.url]).toMatchObject({ state: 'up', refused: [{ reason, count: 1 }] });
  expect(node.output().match(/operations that this node has accepted/gu)).toHaveLength(1);
  expect(await readOnlyReason(peer)).toBeNull();
  expect(await put(peer, 'other.txt')).toBe(201);
});

test('a body beyond the limit of a file is a 413, and smaller ones are stored', async () => {
  const launcher = ['bash', '-c', 'ulimit -f 2048; exec "$@"', 'bash'];
  const node = await startTestNode([], undefined, { launcher });
  const large = 'x'.repeat(3 * 1024 * 1024);
  for (let count = 0; count < 3; count += 1) expect(await put(node, 'large', large)).toBe(413);
  expect(await readOnlyReason(node)).toBeNull();
  expect(await put(node, 'small')).toBe(201);
});
