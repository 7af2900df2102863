import { expect, test } from 'vitest';
import { attachStrace, noStrace, oneDiskThread } from '../support/process/attach-strace.ts';
import { createKillClient } from '../support/process/kill-client.ts';
import { type Attempt, createKillLedger } from '../support/process/kill-ledger.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

/** Every call by which an upload or a deletion changes the disk. */
const calls = ['mkdir', 'pwrite64', 'fdatasync', 'fsync', 'rename', 'unlink', 'rmdir'];

/** Runs one node again and again on the same directories, and checks what it has acknowledged. */
function createRuns(directory: string) {
  const ledger = createKillLedger();
  let inFlight: readonly Attempt[] = [];
  let runs = 0;

  /**
   * One run, in which one upload and one deletion are made under strace; returns what that saw, and
   * whether the node was killed. `undefined` when there is no strace.
   */
  return async function runOnce(expression: string) {
    runs += 1;
    const node = await startTestNode([], directory, oneDiskThread);
    await ledger.settle(node, inFlight);
    await ledger.checkServed(node, [...ledger.live, ...ledger.deleted].slice(-10));
    const client = createKillClient(node.url, ledger, () => undefined);
    await client.upload(`${runs}/old/doomed.txt`, [Buffer.from(`${runs}`)]);
    const doomed = [...ledger.live].at(-1) ?? '';
    const strace = await attachStrace(node, [expression]);
    if (strace === undefined) return undefined;
    await client.upload(`${runs}/new/file.txt`, [Buffer.from('con'), Buffer.from('tent')]);
    if (client.attempts.every(({ responded }) => responded)) await client.delete(doomed);
    inFlight = client.attempts.filter(({ responded }) => !responded);
    const isKilled = inFlight.length > 0;
    const seen = isKilled ? await strace.abandon() : await strace.detach();
    await node.stop('SIGKILL');
    ledger.checkFilesAreWhole(node.storage);
    return { seen: seen ?? '', isKilled };
  };
}

test('a node killed at the entry of any call of an upload or a deletion keeps what it acknowledged', async (ctx) => {
  const runOnce = createRuns(await useTestDirectory());
  const whole = await runOnce(`trace=${calls.join()}`);
  if (whole === undefined) return ctx.skip(noStrace);
  expect(whole.isKilled).toBe(false);
  const points = calls.flatMap((call) => {
    const { length } = whole.seen.match(new RegExp(` ${call}\\(`, 'gu')) ?? [];
    return Array.from({ length }, (_, index) => `inject=${call}:signal=KILL:when=${index + 1}`);
  });
  process.stdout.write(`Killed at the entry of ${points.length} calls.\n`);
  expect(points.length).toBeGreaterThanOrEqual(15);
  for (const point of points) expect((await runOnce(point))?.isKilled, point).toBe(true);
  expect((await runOnce('trace=none'))?.isKilled).toBe(false);
});
