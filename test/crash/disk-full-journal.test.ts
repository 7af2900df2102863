import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeRecords } from '../../lib/journal/record.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { pendingOf, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { listStored, readJournal, sha1 } from '../support/disk/disk-view.ts';
import { fillDisk } from '../support/disk/small-disk.ts';
import { smallDiskKinds } from '../support/disk/small-disk-kinds.ts';
import { inParallel, read, remove } from '../support/http/client.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

/** So that a record takes about a kilobyte. */
const longPlace = `${'d'.repeat(200)}/`.repeat(4);
const kibibyte = 1024;

/** Off, because the journal shall fill the disk. */
const withoutReserve = ['--min-free', '0'];

/** A directory for a node whose queue alone is on the small disk. */
async function placeQueueOn(disk: string): Promise<string> {
  const directory = await useTestDirectory();
  mkdirSync(join(disk, 'queue'));
  symlinkSync(join(disk, 'queue'), join(directory, 'queue'));
  return directory;
}

async function put(node: NodeProcess, name: string): Promise<Response> {
  const response = await fetch(`${node.url}/${name}`, { method: 'PUT', body: name });
  await response.text();
  return response;
}

/** Uploads until the journal accepts no more, not even one; returns the paths that were stored. */
async function fillJournal(node: NodeProcess): Promise<string[]> {
  const paths: string[] = [];
  let sent = 0;
  const putUntilFull = async (): Promise<void> => {
    for (let isFull = false; !isFull; ) {
      sent += 1;
      const response = await put(node, `${longPlace}${sent}`);
      isFull = response.status === 507;
      if (!isFull) paths.push(response.headers.get('location') ?? '');
    }
  };
  // Concurrent records are written together: where eight do not fit, one may.
  await Promise.all(Array.from({ length: 8 }, putUntilFull));
  await putUntilFull();
  return paths;
}

/** More than the 4 MiB at which a segment is sealed. */
const recordsInSegment = 4600;

/**
 * A journal as a long absence leaves it: one segment that nobody has acknowledged. The peer itself
 * has sent all that is in it, so nothing need be sent once it is contacted.
 */
function writeFullSegment(queue: string, peerId: string): void {
  const records = Array.from({ length: recordsInSegment }, (_, file) => {
    const name = `${longPlace}${file}_1_${sha1('')}` as StoredName;
    return { op: 'DELETE', name, seconds: 1, from: peerId } as const;
  });
  mkdirSync(join(queue, 'journal'));
  writeFileSync(join(queue, 'journal', '0000000000000001.log'), encodeRecords(records));
}

describe.each(smallDiskKinds)('on a $kind that the journal fills', ({ mount, reason }) => {
  test('every deletion is accepted and kept, and uploads as soon as there is free space', async (ctx) => {
    const disk = await mount(6);
    if (disk === undefined) return ctx.skip(reason);
    const directory = await placeQueueOn(disk);
    const node = await startTestNode(withoutReserve, directory);
    const filler = fillDisk(disk, 100 * kibibyte);
    const paths = await fillJournal(node);
    expect(paths.length).toBeGreaterThan(50);
    expect(listStored(node.storage)).toHaveLength(paths.length);
    const [kept = '', ...doomed] = paths;
    await inParallel(doomed, 8, async (path) => expect(await remove(node, path)).toBe(200));
    expect((await put(node, `${longPlace}no`)).status).toBe(507);
    await node.stop('SIGKILL');

    const next = await startTestNode(withoutReserve, directory);
    expect(await read(next, kept)).toMatch(longPlace);
    await inParallel(doomed, 8, async (path) => expect(await read(next, path)).toBe(404));
    expect(listStored(next.storage)).toHaveLength(1);
    expect((await put(next, `${longPlace}no`)).status).toBe(507);
    const unknown = `/unknown_1_${'0'.repeat(40)}`;
    expect(await remove(next, unknown)).toBe(404);
    expect(readJournal(next.queue)).toContain(`DELETE ${unknown.slice(1)}`);

    rmSync(filler);
    expect((await put(next, `${longPlace}space-again`)).status).toBe(201);
    expect(statSync(join(next.queue, 'reserve')).size).toBe(1024 * kibibyte);
  });

  test('for a peer that was away, its return alone frees space', async (ctx) => {
    const disk = await mount(16);
    if (disk === undefined) return ctx.skip(reason);
    const directory = await placeQueueOn(disk);
    const peer = await startTestNode();
    writeFullSegment(join(disk, 'queue'), readFileSync(join(peer.queue, 'node-id'), 'utf8').trim());
    const [port = 0] = await findFreePorts(1);
    const away = `http://127.0.0.1:${port}`;
    const node = await startTestNode([...withoutReserve, '--node', away], directory);
    fillDisk(disk, 100 * kibibyte);
    const paths = await fillJournal(node);
    expect(await pendingOf(node)).toBe(recordsInSegment + paths.length);
    expect((await put(node, `${longPlace}no`)).status).toBe(507);

    const back = await startPeerProxy(peer.url, port);
    onTestFinished(() => back.close());
    await expect.poll(() => pendingOf(node), withinTheContract).toBe(0);
    await expect
      .poll(async () => (await put(node, `${longPlace}again`)).status, withinTheContract)
      .toBe(201);
    await expect
      .poll(() => listStored(peer.storage).sort(), withinTheContract)
      .toEqual(listStored(node.storage).sort());
  });
});
