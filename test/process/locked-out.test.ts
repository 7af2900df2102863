import { afterEach, expect, test } from 'vitest';
import { signUrl } from '../../runtime/sign-url.ts';
import { addLargeFile } from '../support/disk/large-file.ts';
import { credential, knownSecret, startGuardedNode } from '../support/http/guarded-node.ts';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { http, put, sha1, storedName } from '../support/http/hostile-row.ts';
import { openSlowCrowd, type SlowCrowd } from '../support/http/slow-crowd.ts';

const asPeer = ['User-Agent: cockatiel/1.0'];
const expires = Math.floor(Date.now() / 1000) + 3600;
const crowds: SlowCrowd[] = [];

afterEach(() => {
  for (const crowd of crowds.splice(0)) crowd.close();
});

function signed(name: string): string {
  return signUrl({ secret: knownSecret, method: 'PUT', name, expires, maxSizeBytes: 200_000 });
}

/** Asks for the status of one thing after the other. */
async function statusesOf(node: HostileNode, requests: readonly string[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const bytes of requests) statuses.push((await ask(node.process.port, bytes)).status);
  return statuses;
}

test('2,048 slow uploads by one signed URL lock out nobody else', async () => {
  const node = await startGuardedNode();
  const stored = await ask(node.process.port, put('/doomed', 'doomed', credential));
  crowds.push(await openSlowCrowd(node.process.port, 'drip', 2048, signed('photos/cat.jpg')));
  const large = 'x'.repeat(300_000);
  const requests = [
    http(`GET /${storedName}`, credential),
    put('/by-secret', large, credential),
    put(signed('photos/dog.jpg'), 'woof'),
    http(`DELETE ${stored.headers.get('location')}`, credential),
    put(`/by-peer_1700000000_${sha1(large)}`, large, [...credential, ...asPeer]),
  ];
  expect(await statusesOf(node, requests)).toEqual([200, 201, 201, 200, 201]);
  expect(crowds[0]?.openCount()).toBeGreaterThan(200);
  for (const crowd of crowds) crowd.close();
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

test('slow uploads by many signed URLs lock out nobody who has a secret', async () => {
  const node = await startGuardedNode(['--max-requests', '64']);
  for (let index = 0; index < 16; index += 1) {
    const target = signed(`photos/cat-${index}.jpg`);
    crowds.push(await openSlowCrowd(node.process.port, 'drip', 8, target));
  }
  const large = 'x'.repeat(300_000);
  const requests = [
    http(`GET /${storedName}`, credential),
    put('/by-secret', large, credential),
    put(`/by-peer_1700000000_${sha1(large)}`, large, [...credential, ...asPeer]),
  ];
  expect(await statusesOf(node, requests)).toEqual([200, 201, 201]);
  for (const crowd of crowds) crowd.close();
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

test('4,096 slow readers lock out neither peers nor requests for the status', async () => {
  const most = 4000;
  const node = await startHostileNode(['--max-connections', String(most)]);
  const large = await addLargeFile(node.process.storage, 'large', 8 * 1024 * 1024);
  const { port } = node.process;
  // What was verified once is not hashed again for each of them.
  expect((await ask(port, http(`GET /${large.name}`))).status).toBe(200);
  crowds.push(await openSlowCrowd(port, 'response', 4096, large.name));
  // One that had not sent its request yet may have left its place to another.
  const askAlone = async (): Promise<number> => {
    crowds.push(await openSlowCrowd(port, 'response', 1, large.name));
    return (await ask(port, http(`GET /${storedName}`))).status;
  };
  await expect.poll(askAlone).toBe(503);
  const text = 'x'.repeat(300_000);
  const requests = [
    http('GET /_status'),
    put(`/by-peer_1700000000_${sha1(text)}`, text, asPeer),
    http(`GET /${storedName}`),
    put('/by-client', text),
    http('HEAD /_status'),
  ];
  expect(await statusesOf(node, requests)).toEqual([200, 201, 503, 503, 200]);
  expect(crowds[0]?.openCount()).toBeGreaterThan(most - 100);
  for (const crowd of crowds) crowd.close();
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});
