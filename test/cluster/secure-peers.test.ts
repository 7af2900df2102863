import { expect, type TestContext, test } from 'vitest';
import { expectSecretless } from '../support/cluster/expect-secretless.ts';
import { makeCertificates } from '../support/cluster/make-certificates.ts';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { pendingOf, readQueues, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { startRawPeer, startStubPeer } from '../support/cluster/stub-peer.ts';
import { startTlsFront, startTunnelProxy } from '../support/cluster/tunnels.ts';
import { read, remove, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

async function expectDelivered(sender: NodeProcess, receiver: NodeProcess): Promise<void> {
  const kept = await upload(sender, 'kept.bin', Buffer.alloc(300_000, 'kept '));
  const deleted = await upload(sender, 'deleted.txt', 'deleted');
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(await remove(sender, deleted)).toBe(200);
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(await read(receiver, kept)).toHaveLength(300_000);
  expect(await read(receiver, deleted)).toBe(404);
}

async function startSecurePair(ctx: TestContext) {
  const certificates = makeCertificates(await useTestDirectory());
  if (certificates === undefined) return ctx.skip('openssl is missing');
  const receiver = await startTestNode();
  const front = await startTlsFront(certificates, receiver.port);
  const trusting = { env: { NODE_EXTRA_CA_CERTS: certificates.authorityPath } };
  return { receiver, front, trusting };
}

const lastErrorOf = async (node: NodeProcess) =>
  Object.values(await readQueues(node))[0]?.lastError;

test('a peer is reached over https with a certificate of a private authority', async (ctx) => {
  const { receiver, front, trusting } = await startSecurePair(ctx);
  const url = `https://127.0.0.1:${front.port}`;
  const sender = await startTestNode(['--node', url], undefined, trusting);
  await expectDelivered(sender, receiver);
});

test('a peer over https with an untrusted certificate gets nothing', async (ctx) => {
  const { receiver, front } = await startSecurePair(ctx);
  const sender = await startTestNode(['--node', `https://127.0.0.1:${front.port}`]);
  const path = await upload(sender, 'a.txt', 'content');
  await expect.poll(() => lastErrorOf(sender), withinTheContract).toMatch(/certificate|issuer/u);
  expect(await pendingOf(sender)).toBe(1);
  expect(await read(receiver, path)).toBe(404);
});

test('over https a peer is reached through a tunnel of --proxy, with its credentials', async (ctx) => {
  const { receiver, front, trusting } = await startSecurePair(ctx);
  const proxy = await startTunnelProxy({ connectTo: front.port, credentials: 'us er:s3cret' });
  const flags = ['--node', 'https://peer.test/media', '-v'];
  const way = ['--proxy', proxy.url.replace('//', '//us%20er:s3cret@')];
  const front2 = await startPeerProxy(receiver.url);
  front2.rewrite = (path) => path.replace('/media/', '/');
  front.connectTo = Number(new URL(front2.url).port);
  const sender = await startTestNode([...flags, ...way], undefined, trusting);
  await expectDelivered(sender, receiver);
  expect(new Set(proxy.targets)).toEqual(new Set(['peer.test:443']));
  for (const { path } of front2.requests) expect(path).toMatch(/^\/media\/[^/]+$/u);
  await expectSecretless(sender, ['s3cret', Buffer.from('us er:s3cret').toString('base64')]);
  await front2.close();
});

test.each([302, 404, 407, 503])(
  'a proxy that responds to CONNECT with %i acknowledges nothing',
  async (status) => {
    const proxy = await startTunnelProxy({ status });
    const sender = await startTestNode(['--node', 'https://peer.test', '--proxy', proxy.url]);
    const path = await upload(sender, 'a.txt', 'content');
    await remove(sender, path);
    await upload(sender, 'b.txt', 'content');
    await expect
      .poll(() => lastErrorOf(sender), withinTheContract)
      .toBe(`the proxy responded with ${status}`);
    await expect.poll(() => proxy.targets.length, withinTheContract).toBeGreaterThan(2);
    expect(await pendingOf(sender)).toBeGreaterThanOrEqual(2);
  },
);

test('a proxy that accepts a connection and stays silent does not delay a later attempt', async () => {
  const proxy = await startRawPeer(() => undefined);
  const flags = ['--node', 'https://peer.test', '--proxy', proxy.url];
  const sender = await startTestNode(flags, undefined, withShiftedTime({ factor: 40 }));
  await upload(sender, 'a.txt', 'content');
  await expect
    .poll(() => lastErrorOf(sender), withinTheContract)
    .toBe('no connection within 30 seconds');
  await expect.poll(() => proxy.connections(), withinTheContract).toBeGreaterThan(1);
  expect(await sender.stop()).toBe(0);
});

test('over http the request to --proxy is in absolute form, with both credentials', async () => {
  const receiver = await startTestNode();
  const proxy = await startPeerProxy(receiver.url);
  proxy.rewrite = (target) => target.replace('http://peer.test:8080/media/', '/');
  const sender = await startTestNode([
    ...['--node', 'http://peer:s3cret@peer.test:8080/media/'],
    ...['--proxy', proxy.url.replace('//', '//proxy:hidden@'), '-v'],
  ]);
  await expectDelivered(sender, receiver);
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  for (const { path, headers } of proxy.requests) {
    expect(path).toMatch(/^http:\/\/peer\.test:8080\/media\/[^/]+$/u);
    expect(headers).toMatchObject({
      host: 'peer.test:8080',
      authorization: basic('peer:s3cret'),
      'proxy-authorization': basic('proxy:hidden'),
    });
  }
  await expectSecretless(sender, ['s3cret', 'hidden', basic('peer:s3cret'), basic('proxy:hidden')]);
  await proxy.close();
});

test('a 407 of a proxy for plain http acknowledges nothing', async () => {
  const proxy = await startStubPeer((_request, response) => response.writeHead(407).end());
  const sender = await startTestNode(['--node', 'http://peer.test', '--proxy', proxy.url]);
  await upload(sender, 'a.txt', 'content');
  await expect.poll(() => lastErrorOf(sender), withinTheContract).toMatch(/407/u);
  expect(await pendingOf(sender)).toBe(1);
});
