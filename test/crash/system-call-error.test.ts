import { expect, test } from 'vitest';
import { listStaged, listStored, sha1 } from '../support/disk/disk-view.ts';
import { expectWholeFiles } from '../support/disk/expect-whole-files.ts';
import { readOnlyReason } from '../support/disk/read-only-reason.ts';
import { read, upload } from '../support/http/client.ts';
import { attachStrace, noStrace, oneDiskThread } from '../support/process/attach-strace.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** The statuses that a client may get when the disk fails. */
const refusals = [500, 503, 507];

/** The responses to one upload and one deletion during a fault. */
interface Outcome {
  readonly point: string;
  /** The path if it was stored. */
  readonly stored: string | undefined;
  readonly doomed: string;
  readonly isDeleted: boolean;
  readonly isMet: boolean;
}

async function ask({ url }: NodeProcess, method: string, path: string, body: string | null) {
  const response = await fetch(url + path, { method, body });
  const text = await response.text();
  return { status: response.status, text, path: response.headers.get('location') ?? '' };
}

/** An upload and a deletion in directories of their own, with a fault on the way. */
async function workWith(node: NodeProcess, place: string, point: string) {
  const doomed = await upload(node, `${place}/old/doomed.txt`, place);
  const strace = await attachStrace(node, [point]);
  if (strace === undefined) return undefined;
  const stored = await ask(node, 'PUT', `/${place}/new/file.txt`, point);
  const deleted = await ask(node, 'DELETE', doomed, null);
  const seen = await strace.detach();
  if (stored.status !== 201) {
    expect(refusals, point).toContain(stored.status);
    expect(stored.text, point).toMatch(/^[A-Z][^\n]*\.\n$/u);
    expect(listStored(node.storage).filter((name) => name.includes(sha1(point)))).toEqual([]);
  }
  if (deleted.status !== 200) expect(refusals, point).toContain(deleted.status);
  const outcome: Outcome = {
    point,
    stored: stored.status === 201 ? stored.path : undefined,
    doomed,
    isDeleted: deleted.status === 200,
    isMet: seen.includes('(INJECTED)'),
  };
  return outcome;
}

/** What was acknowledged is there; what was rejected is intact or absent. */
async function expectPromises(node: NodeProcess, outcomes: readonly Outcome[]): Promise<void> {
  const names = await expectWholeFiles(node.storage);
  for (const { point, stored, doomed, isDeleted } of outcomes) {
    if (stored !== undefined) expect(await read(node, stored), `I1: ${point}`).toBe(point);
    else
      expect(
        names.filter((name) => name.includes(sha1(point))),
        `I4: ${point}`,
      ).toEqual([]);
    if (isDeleted) expect(await read(node, doomed), `I2: ${point}`).toBe(404);
  }
}

const calls = ['mkdir', 'pwrite64', 'fdatasync', 'fsync', 'rename', 'unlink'];
const once = calls.flatMap((call) =>
  ['EIO', 'ENOSPC'].flatMap((error) =>
    [1, 2, 3].map((nth) => `inject=${call}:error=${error}:when=${nth}`),
  ),
);

test('a disk that fails at any one call costs at most that request', async (ctx) => {
  const node = await startTestNode([], undefined, oneDiskThread);
  const kept = await upload(node, 'kept.txt', 'kept');
  const outcomes: Outcome[] = [];
  for (const [place, point] of once.entries()) {
    const outcome = await workWith(node, `${place}`, point);
    if (outcome === undefined) return ctx.skip(noStrace);
    outcomes.push(outcome);
    expect(await read(node, kept)).toBe('kept');
    expect(await readOnlyReason(node), point).toBeNull();
    expect(listStaged(node.storage), point).toEqual([]);
  }
  await expectPromises(node, outcomes);
  await node.stop('SIGKILL');
  const next = await startTestNode([], node.directory);
  await expectPromises(next, outcomes);
  const met = outcomes.filter(({ isMet }) => isMet);
  const refused = met.filter(({ stored, isDeleted }) => stored === undefined || !isDeleted);
  process.stdout.write(`${met.length} faults met, ${refused.length} refusals\n`);
  expect(met.length).toBeGreaterThanOrEqual(20);
});

test.for(['pwrite64', 'fdatasync', 'fsync', 'rename'])(
  'a disk on which every %s fails is no longer written to, and still read from',
  async (call, ctx) => {
    const node = await startTestNode([], undefined, oneDiskThread);
    const kept = await upload(node, 'kept.txt', 'kept');
    const strace = await attachStrace(node, [`inject=${call}:error=EIO`]);
    if (strace === undefined) return ctx.skip(noStrace);
    const statuses: number[] = [];
    for (let file = 0; file < 3; file += 1) {
      statuses.push((await ask(node, 'PUT', `/${file}.txt`, `${file}`)).status);
    }
    // Two failures in a row: of one request, or of two.
    expect(refusals).toContain(statuses[0]);
    expect(statuses.at(-1)).toBe(503);
    expect(await readOnlyReason(node)).toMatch(/disk failed \(EIO\)/u);
    await strace.detach();
    expect((await ask(node, 'DELETE', kept, null)).status).toBe(503);
    expect((await ask(node, 'PUT', '/late.txt', 'late')).status).toBe(503);
    expect(await read(node, kept)).toBe('kept');
    expect(listStaged(node.storage)).toEqual([]);
    await node.stop('SIGKILL');
    const next = await startTestNode([], node.directory);
    expect(await expectWholeFiles(next.storage)).toEqual([kept.slice(1)]);
    await upload(next, 'later.txt', 'later');
  },
);
