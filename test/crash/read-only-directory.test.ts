import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  expectConverged,
  readQueues,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { listStaged, listStored, readJournal } from '../support/disk/disk-view.ts';
import { makeImmutable } from '../support/disk/make-immutable.ts';
import { mountReadOnly } from '../support/disk/mount-read-only.ts';
import { readOnlyReason } from '../support/disk/read-only-reason.ts';
import { read, remove, upload } from '../support/http/client.ts';
import { runProgram } from '../support/process/run-program.ts';
import { nodeArguments } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** The response to an upload or a deletion: the status, and the line that gives the reason. */
async function tell(node: { url: string }, method: string, path: string): Promise<string> {
  const body = method === 'PUT' ? path : null;
  const response = await fetch(node.url + path, { method, body });
  return `${response.status} ${await response.text()}`;
}

const noWrites = '503 This node takes no writes at present.\n';
const failed = '500 Internal server error.\n';

test('a storage directory mounted read-only stops writes until a restart, and nothing else', async (ctx) => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const kept = await upload(b, 'kept.txt', 'kept');
  const doomed = await upload(b, 'doomed.txt', 'doomed');
  await expectConverged(cluster.nodes);
  cluster.partition('a', 'b');
  const pending = await upload(b, 'pending.txt', 'pending');
  const undo = mountReadOnly(b.storage);
  if (undo === undefined) return ctx.skip('mounting a directory read-only is not allowed here');
  onTestFinished(undo);
  cluster.heal('a', 'b');

  // This deletion is recorded; that its file could not be removed is reported at once.
  expect(await tell(b, 'DELETE', doomed)).toBe(failed);
  expect(await readOnlyReason(b)).toMatch(/storage disk failed \(EROFS\)/u);
  for (const path of ['/new.txt', '/a/new.txt']) expect(await tell(b, 'PUT', path)).toBe(noWrites);
  expect(await tell(b, 'DELETE', kept)).toBe(noWrites);
  expect([await read(b, kept), await read(b, doomed)]).toEqual(['kept', 404]);
  // It still sends what is pending; what others send to it waits at the sender.
  await expect.poll(() => read(a, pending)).toBe('pending');
  await expect.poll(() => read(a, doomed)).toBe(404);
  const late = await upload(a, 'late.txt', 'late');
  await expect
    .poll(async () => Object.values(await readQueues(a))[0])
    .toMatchObject({ length: 1, lastError: 'it responded 503' });

  undo();
  expect(await tell(b, 'PUT', '/new.txt')).toBe(noWrites);
  expect(await b.stop()).toBe(0);
  await b.start();
  expect(await readOnlyReason(b)).toBeNull();
  await expectConverged(cluster.nodes);
  expect([await read(b, late), await read(b, doomed)]).toEqual(['late', 404]);
  expect(listStored(b.storage).sort()).toEqual([kept, late, pending].map((p) => p.slice(1)).sort());
});

test.for(['storage', 'queue'])(
  'a start on a read-only --%s is refused in one line',
  async (flag, ctx) => {
    const node = await startTestNode();
    await upload(node, 'kept.txt', 'kept');
    expect(await node.stop()).toBe(0);
    const undo = mountReadOnly(join(node.directory, flag));
    if (undo === undefined) return ctx.skip('mounting a directory read-only is not allowed here');
    onTestFinished(undo);
    const run = await runProgram(nodeArguments(node.directory), { cwd: node.directory });
    expect(run.stderr).toMatch(new RegExp(`^cockatiel: --${flag}: [^\n]*EROFS[^\n]*\n$`, 'u'));
    expect(run).toMatchObject({ status: 2, stdout: '' });
  },
);

test('a storage directory that nobody may write to fails those writes, and no others', async (ctx) => {
  const node = await startTestNode();
  const kept = await upload(node, 'kept.txt', 'kept');
  const doomed = await upload(node, 'doomed.txt', 'doomed');
  await upload(node, 'a/kept.txt', 'kept');
  const undo = makeImmutable(node.storage);
  if (undo === undefined) return ctx.skip('chattr +i is not allowed here');
  onTestFinished(undo);

  expect(await tell(node, 'PUT', '/new.txt')).toBe(failed);
  expect(await tell(node, 'PUT', '/b/new.txt')).toBe(failed);
  expect(await tell(node, 'DELETE', doomed)).toBe(failed);
  const inside = await upload(node, 'a/new.txt', 'new');
  expect(await remove(node, inside)).toBe(200);
  expect([await read(node, kept), await read(node, doomed)]).toEqual(['kept', 404]);
  expect(await readOnlyReason(node)).toBeNull();
  expect(node.output()).toContain('EPERM');
  expect(listStaged(node.storage)).toEqual([]);

  undo();
  await upload(node, 'new.txt', 'new');
  expect(await remove(node, doomed)).toBe(200);
  expect(listStored(node.storage).filter((name) => name.includes('doomed'))).toEqual([]);
});

test('a queue directory that nobody may write to fails all writes, and records nothing', async (ctx) => {
  const node = await startTestNode();
  const kept = await upload(node, 'kept.txt', 'kept');
  const undo = makeImmutable(node.queue, 'recursively');
  if (undo === undefined) return ctx.skip('chattr +i is not allowed here');
  onTestFinished(undo);
  const before = readJournal(node.queue);

  expect(await tell(node, 'PUT', '/new.txt')).toBe(failed);
  expect(await tell(node, 'DELETE', kept)).toBe(failed);
  expect(await read(node, kept)).toBe('kept');
  expect(readJournal(node.queue)).toEqual(before);
  expect(listStored(node.storage)).toEqual([kept.slice(1)]);
  expect(listStaged(node.storage)).toEqual([]);

  undo();
  const later = await upload(node, 'new.txt', 'new');
  expect(await remove(node, kept)).toBe(200);
  await node.stop('SIGKILL');
  const next = await startTestNode([], node.directory);
  expect([await read(next, kept), await read(next, later)]).toEqual([404, 'new']);
});
