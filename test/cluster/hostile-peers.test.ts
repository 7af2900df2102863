import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { pendingOf, readQueues, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { startRawPeer } from '../support/cluster/stub-peer.ts';
import { inParallel, read, upload } from '../support/http/client.ts';
import { hostileResponses, hostileTimeFactor } from '../support/http/hostile-responses.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import { type NodeProcess, startProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const faster = withShiftedTime({ factor: hostileTimeFactor });

function residentBytes({ child }: NodeProcess): number {
  const [, kib] = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}

async function startSender(peers: readonly string[]): Promise<NodeProcess> {
  const flags = peers.flatMap((url) => ['--node', url]);
  const sender = await startProcess(await useTestDirectory(), flags, faster);
  onTestFinished(async () => void (await sender.stop('SIGKILL')));
  return sender;
}

test.each(hostileResponses)(
  'a peer that %s gets nothing, costs little and delays no other',
  async (_, respond) => {
    const [good, mended] = [await startTestNode(), await startTestNode()];
    const [port] = await findFreePorts(1);
    const hostile = await startRawPeer(respond, port);
    const sender = await startSender([hostile.url, good.url]);
    await upload(sender, 'first.txt', 'first');
    const before = residentBytes(sender);
    const paths: string[] = [];
    const files = Array.from({ length: 40 }, (_one, file) => `${file}.txt`);
    const body = 'content '.repeat(5000);
    await inParallel(files, 8, async (name) => void paths.push(await upload(sender, name, body)));
    const statusOf = async (url: string) => (await readQueues(sender))[url];
    await expect.poll(async () => (await statusOf(good.url))?.length, withinTheContract).toBe(0);
    await expect
      .poll(async () => (await statusOf(hostile.url))?.lastError, withinTheContract)
      .not.toBeNull();
    expect((await statusOf(hostile.url))?.length).toBe(41);
    expect((await statusOf(hostile.url))?.lastError).toMatch(/^.{1,200}$/u);
    expect(residentBytes(sender) - before).toBeLessThan(64 * 1024 * 1024);

    await hostile.close();
    const proxy = await startPeerProxy(mended.url, hostile.port);
    onTestFinished(() => proxy.close());
    await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
    for (const path of paths) expect(await read(mended, path)).toBe(body);
    expect(sender.output()).not.toContain('"level":"error"');
  },
);

test('a request to a peer that slows down to a byte a second is aborted', async () => {
  const [, respond = () => undefined] = hostileResponses.find(([name]) => /byte/u.test(name)) ?? [];
  const mended = await startTestNode();
  const [port = 0] = await findFreePorts(1);
  const proxy = await startPeerProxy(mended.url, port);
  const sender = await startSender([proxy.url]);
  await upload(sender, 'first.txt', 'first');
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  await proxy.close();
  const hostile = await startRawPeer(respond, port);
  const path = await upload(sender, 'a.txt', 'content');
  await expect
    .poll(async () => Object.values(await readQueues(sender))[0]?.lastError, withinTheContract)
    .toMatch(/no response/u);
  expect(await pendingOf(sender)).toBe(1);
  await hostile.close();
  const again = await startPeerProxy(mended.url, hostile.port);
  onTestFinished(() => again.close());
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(await read(mended, path)).toBe('content');
});

test('a transfer to a peer that stopped reading does not delay a shutdown', async () => {
  const silent = await startRawPeer(() => undefined);
  const sender = await startTestNode(['--node', silent.url]);
  await upload(sender, 'a.txt', 'content');
  await expect.poll(() => silent.connections()).toBeGreaterThan(0);
  expect(await sender.stop()).toBe(0);
});
