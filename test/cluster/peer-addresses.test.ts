import { expect, test } from 'vitest';
import { expectSecretless } from '../support/cluster/expect-secretless.ts';
import { type PeerProxy, startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { pendingOf, readQueues, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { read, remove, upload } from '../support/http/client.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** A node, and another that gets what the first one sends to the URL that is made of its own. */
async function startPair(urlOf: (proxy: PeerProxy) => string, args: readonly string[] = []) {
  const receiver = await startTestNode();
  const proxy = await startPeerProxy(receiver.url);
  const url = urlOf(proxy);
  const sender = await startTestNode(['--node', url, '-v', ...args]);
  return { receiver, sender, proxy, url };
}

const expectDelivered = async (pair: Awaited<ReturnType<typeof startPair>>): Promise<void> => {
  const { sender, receiver } = pair;
  const kept = await upload(sender, 'a b/ü%25.txt', 'kept');
  const deleted = await upload(sender, 'b.txt', 'deleted');
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(await read(receiver, kept)).toBe('kept');
  expect(await remove(sender, deleted)).toBe(200);
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(await read(receiver, deleted)).toBe(404);
};

test.each(['/media', '/media/', '/a%20b/c', '/a/../b/'])(
  'a peer under the path %s gets all requests below it',
  async (path) => {
    const pair = await startPair(({ url }) => url + path);
    const { pathname } = new URL(pair.url);
    const prefix = pathname.replace(/\/$/u, '');
    const seen: string[] = [];
    pair.proxy.rewrite = (target) => {
      seen.push(target);
      return target.startsWith(`${prefix}/`) ? target.slice(prefix.length) : '/outside';
    };
    await expectDelivered(pair);
    expect(seen.every((target) => /^\/(?!\/)[^/]+(?:\/[^/]+)*$/u.test(target))).toBe(true);
    expect(Object.keys(await readQueues(pair.sender))).toEqual([pair.url]);
  },
);

test("a slash at the end of a peer's URL makes no difference to its requests", async () => {
  const pair = await startPair(({ url }) => `${url}/`);
  await expectDelivered(pair);
  for (const { path } of pair.proxy.requests) expect(path).toMatch(/^\/(?!\/)/u);
});

test("the user information of a peer's URL is sent to it, and its secret shows nowhere", async () => {
  const secret = 's3cr:t@%C3%BC!';
  const pair = await startPair(({ url }) =>
    url.replace('//', `//us%20er:${encodeURIComponent(secret)}@`),
  );
  const expected = `Basic ${Buffer.from(`us er:${secret}`).toString('base64')}`;
  const isAllowed = (header: string | undefined) => header === expected;
  pair.proxy.faultOf = ({ headers }) =>
    isAllowed(headers.authorization) ? undefined : { kind: 'refuse' };
  await expectDelivered(pair);
  for (const request of pair.proxy.requests)
    expect(isAllowed(request.headers.authorization)).toBe(true);
  await expectSecretless(pair.sender, ['s3cr', expected.slice(6)]);
});

test('nor does a secret show while its peer is away or rejects it', async () => {
  const peer = await startStubPeer((_request, response) => response.writeHead(401).end('s3cret?'));
  const away = await startStubPeer(() => undefined);
  await away.close();
  const urls = [peer, away].map(({ url }) => url.replace('//', '//user:s3c@ret@'));
  const flags = urls.flatMap((url) => ['--node', url]);
  const sender = await startTestNode([...flags, '-v']);
  await upload(sender, 'a.txt', 'a');
  await expect
    .poll(async () => Object.values(await readQueues(sender)).map(({ lastError }) => lastError))
    .not.toContain(null);
  await expectSecretless(sender, ['s3c', 'ret@', Buffer.from('user:s3c@ret').toString('base64')]);
});

test.each([301, 302, 303, 307, 308])(
  'a redirect by %i is not followed, and acknowledges nothing',
  async (status) => {
    const elsewhere = await startStubPeer((_request, response) => response.writeHead(201).end());
    const peer = await startStubPeer((request, response) => {
      response.writeHead(status, { Location: elsewhere.url + request.url }).end();
    });
    const sender = await startTestNode(['--node', peer.url]);
    const path = await upload(sender, 'a.txt', 'a');
    await expect.poll(() => peer.requests, withinTheContract).toContain(`PUT ${path}`);
    await remove(sender, path);
    await upload(sender, 'b.txt', 'b');
    await expect.poll(() => peer.requests.length, withinTheContract).toBeGreaterThan(4);
    expect(await pendingOf(sender)).toBeGreaterThanOrEqual(2);
    expect(elsewhere.connections()).toBe(0);
  },
);

test('U16: two peers whose URLs have the same letters and digits each get everything', async () => {
  const peers = [await startTestNode(), await startTestNode()] as const;
  const proxies = await Promise.all(peers.map(({ url }) => startPeerProxy(url)));
  // http://127.0.0.1:p/a/b and …/ab: one directory in the Python version.
  const [one = '', other = ''] = proxies.map(({ url }, index) => url + ['/a/b', '/ab'][index]);
  for (const proxy of proxies) proxy.rewrite = (target) => target.replace(/^\/a\/?b/u, '');
  const sender = await startTestNode(['--node', one, '--node', other]);
  const path = await upload(sender, 'a.txt', 'content');
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  for (const peer of peers) expect(await read(peer, path)).toBe('content');
});

const likeUrls = ['http:/evil', '//evil', 'http%3A%2F%2Fevil', 'http:evil', '@evil', '%40evil'];

test('U17: a name that looks like a URL leads nowhere else', async () => {
  const evil = await startStubPeer((_request, response) => response.writeHead(201).end());
  const peer = await startTestNode();
  const sender = await startTestNode(['--node', peer.url]);
  const stored = new Map<string, string>();
  for (const text of likeUrls) {
    const name = text.replace('evil', `127.0.0.1:${evil.port}/x.txt`);
    const init = { method: 'PUT', body: text, redirect: 'manual' } as const;
    const response = await fetch(`${sender.url}/${name}`, init);
    expect([201, 400]).toContain(response.status);
    if (response.status === 201) stored.set(response.headers.get('location') ?? '', text);
  }
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(stored.size).toBeGreaterThan(2);
  for (const [path, text] of stored) expect(await read(peer, path)).toBe(text);
  for (const path of stored.keys()) expect(await remove(sender, path)).toBe(200);
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  for (const path of stored.keys()) expect(await read(peer, path)).toBe(404);
  expect(evil.connections()).toBe(0);
});

test('a request with the longest name, in its path and in a header, fits the smallest head limit', async () => {
  const receiver = await startTestNode(['--max-header-size', '8K']);
  const proxy = await startPeerProxy(receiver.url);
  proxy.rewrite = (target) => target.replace(/^\/a\/long\/prefix/u, '');
  const url = `${proxy.url}/a/long/prefix`.replace('://', `://user:${'s'.repeat(100)}@`);
  const sender = await startTestNode(['--node', url]);
  // 1,024 bytes with the stamp of 52, in segments of 200 at most.
  const segments = Array.from({ length: 9 }, () => 'é'.repeat(50));
  const name = [...segments, 'é'.repeat(30), 'xy'].join('/');
  const body = 'content';
  const path = await upload(sender, name, body);
  expect(Buffer.byteLength(decodeURIComponent(path))).toBe(1 + 1024);
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(await read(receiver, path)).toBe(body);
});
