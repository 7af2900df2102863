import { expect, test } from 'vitest';
import { attachStrace, noStrace, oneDiskThread } from '../support/process/attach-strace.ts';
import { createKillClient } from '../support/process/kill-client.ts';
import { type Attempt, createKillLedger } from '../support/process/kill-ledger.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

/** Every call by which an upload or a deletion changes the disk. */
const calls = ['mkdir', 'pwrite64', 'fdatasync', 'fsync', 'rename', 'unlink', 'rmdir'];

/** One node's lives, one after another on the same directories, and what it owes its clients. */
function createLives(directory: string) {
  const ledger = createKillLedger();
  let inFlight: readonly Attempt[] = [];
  let lives = 0;

  /**
   * One life, in which one upload and one deletion are made under strace; gives what that saw, and
   * whether the node died of it. `undefined` when there is no strace.
   */
  return async function live(expression: string) {
    lives += 1;
    const node = await startTestNode([], directory, oneDiskThread);
    await ledger.settle(node, inFlight);
    await ledger.checkServed(node, [...ledger.live, ...ledger.deleted].slice(-10));
    const client = createKillClient(node.url, ledger, () => undefined);
    await client.upload(`${lives}/old/doomed.txt`, [Buffer.from(`${lives}`)]);
    const doomed = [...ledger.live].at(-1) ?? '';
    const strace = await attachStrace(node, [expression]);
    if (strace === undefined) return undefined;
    await client.upload(`${lives}/new/file.txt`, [Buffer.from('con'), Buffer.from('tent')]);
    if (client.attempts.every(({ answered }) => answered)) await client.delete(doomed);
    inFlight = client.attempts.filter(({ answered }) => !answered);
    const isKilled = inFlight.length > 0;
    const seen = isKilled ? await strace.abandon() : await strace.detach();
    await node.stop('SIGKILL');
    ledger.checkFilesAreWhole(node.storage);
    return { seen: seen ?? '', isKilled };
  };
}

test('a node killed at the entry of any call of an upload or a deletion keeps its word', async (ctx) => {
  const live = createLives(await useTestDirectory());
  const whole = await live(`trace=${calls.join()}`);
  if (whole === undefined) return ctx.skip(noStrace);
  expect(whole.isKilled).toBe(false);
  const points = calls.flatMap((call) => {
    const { length } = whole.seen.match(new RegExp(` ${call}\\(`, 'gu')) ?? [];
    return Array.from({ length }, (_, index) => `inject=${call}:signal=KILL:when=${index + 1}`);
  });
  process.stdout.write(`Killed at the entry of ${points.length} calls.\n`);
  expect(points.length).toBeGreaterThanOrEqual(15);
  for (const point of points) expect((await live(point))?.isKilled, point).toBe(true);
  expect((await live('trace=none'))?.isKilled).toBe(false);
});
