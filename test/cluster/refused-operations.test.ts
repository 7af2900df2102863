import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, type TestContext, test, vi } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import {
  expectConverged,
  pendingOf,
  readQueues,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { makeImmutable } from '../support/disk/make-immutable.ts';
import { inParallel, read, upload } from '../support/http/client.ts';
import { patience } from '../support/patience.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** Makes a directory of a node's storage unwritable; returns the undo. */
async function lock({ storage }: { storage: string }, ctx: TestContext): Promise<() => void> {
  const directory = join(storage, 'locked');
  await mkdir(directory);
  const undo = makeImmutable(directory);
  if (undo === undefined) return ctx.skip('chattr +i is not allowed here');
  onTestFinished(undo);
  return undo;
}

async function statusOf(node: { url: string }): Promise<PeerReport | undefined> {
  return Object.values(await readQueues(node))[0];
}

/** Half a minute of both cores. */
const behind = 10_000;

/** Only a hang takes this long, on a slow machine too. */
const sent = { timeout: 240_000, interval: 100 };

test('U10: an operation that is rejected for ever delays none of the 10,000 behind it', {
  timeout: 600_000,
}, async (ctx) => {
  const b = await startTestNode(['--no-fsync']);
  const a = await startTestNode(['--no-fsync', '--node', b.url]);
  const mend = await lock(b, ctx);
  const refused = await upload(a, 'locked/a.txt', 'refused');
  const paths: string[] = [];
  const files = Array.from({ length: behind }, (_, file) => `${file % 50}/${file}.txt`);
  await inParallel(files, 16, async (name) => void paths.push(await upload(a, name, name)));
  await expect.poll(() => pendingOf(a), sent).toBe(1);
  expect(await read(b, paths.at(-1) ?? '')).not.toBe(404);
  expect(await read(b, refused)).toBe(404);
  // There is no next attempt while one is made.
  const status = await vi.waitFor(async () => {
    const now = await statusOf(a);
    expect(now).toMatchObject({ length: 1, setAside: 1, state: 'up' });
    expect(now?.nextAttempt).not.toBeNull();
    return now;
  }, patience);
  expect(status?.lastError).toMatch(/500/u);
  expect(Date.parse(status?.nextAttempt ?? '')).toBeLessThan(Date.now() + 30_000);

  mend();
  await expect.poll(() => pendingOf(a), withinTheContract).toBe(0);
  expect(await read(b, refused)).toBe('refused');
});

test.for(['1', '16'])(
  'many operations that are rejected for ever delay none behind them, with --concurrency %s',
  async (concurrency, ctx) => {
    const cluster = await startTestCluster('ab', { args: ['--concurrency', concurrency] });
    const [a, b] = [cluster.node('a'), cluster.node('b')];
    const mend = await lock(b, ctx);
    for (let file = 0; file < 40; file += 1) await upload(a, `locked/${file}.txt`, `${file}`);
    await expect.poll(async () => (await statusOf(a))?.setAside, withinTheContract).toBe(40);
    for (let file = 0; file < 30; file += 1) await upload(a, `${file}.txt`, `${file}`);
    // The time between two attempts at them is longer by now.
    await expect.poll(() => pendingOf(a)).toBe(40);
    expect((await statusOf(a))?.setAside).toBe(40);
    // Each has its own back-off, so this causes no storm.
    expect(cluster.link('a', 'b').count()).toBeLessThan(40 * 10 + 2 * 30);

    mend();
    await expectConverged(cluster.nodes);
  },
);

test('an operation rejected before a restart is sent again after it, until it is accepted', async (ctx) => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const mend = await lock(b, ctx);
  const refused = await upload(a, 'locked/a.txt', 'refused');
  await upload(a, 'other.txt', 'other');
  await expect.poll(() => pendingOf(a), withinTheContract).toBe(1);
  await a.stop();
  await a.start();
  expect(await pendingOf(a)).toBe(1);
  await expect.poll(async () => (await statusOf(a))?.lastError).toMatch(/500/u);
  mend();
  await expectConverged(cluster.nodes);
  expect(await read(b, refused)).toBe('refused');
});
