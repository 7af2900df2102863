import { describe, expect, it } from 'vitest';
import {
  type CorruptCluster,
  corrupt,
  createCorruptCluster,
  get,
  onDisk,
  report,
  sizes,
} from '../support/node/corrupt-cluster.ts';
import { warnings } from '../support/node/memory-cluster.ts';
import { peerHeaders, send } from '../support/node/send.ts';
import { settleMicrotasks } from '../support/node/settle-microtasks.ts';

/** Lets seconds pass in which nodes compare what they hold. */
async function pass({ cluster, a, b }: CorruptCluster, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await cluster.turn();
    for (const { clock } of [a, b]) clock.ms += 1000;
  }
}

const refused = 'The copy of this node is corrupt, and no other node could send it.';

describe('a reader of a corrupt copy', () => {
  it.each([
    [sizes.small, {}],
    [sizes.small, { Range: 'bytes=0-' }],
    [sizes.medium, {}],
  ])('of %d bytes gets the file from a peer (%j)', async (sizeBytes, headers) => {
    const made = await createCorruptCluster(sizeBytes);
    expect(await get(made.b, made, headers)).toBe(`${'Range' in headers ? 206 : 200} intact`);
    expect(onDisk(made.b, made)).toBe(true);
    expect(report(made.b)).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
    expect(warnings(made.b)).toEqual([
      'a stored file is corrupt',
      'a corrupt copy was replaced',
      'a file that can not be read here is read from a peer',
    ]);
    expect(await get(made.b, made)).toBe('200 intact');
    const reads = made.cluster.requests.filter(({ name }) => `/${name}` === made.path);
    expect(reads.map(({ method }) => method)).toEqual(['PUT', 'HEAD', 'GET']);
    expect(made.b.storageDisk.openFileCount).toBe(0);
  });

  it('of a large file gets no last byte of it, and the next reader gets the file', async () => {
    const made = await createCorruptCluster(sizes.large);
    expect(await get(made.b, made)).toBe('200 broken off');
    await settleMicrotasks();
    expect(onDisk(made.b, made)).toBe(true);
    expect(await get(made.b, made)).toBe('200 intact');
    expect(report(made.b)).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
  });

  it('that is a peer is refused, and the copy is replaced all the same', async () => {
    const made = await createCorruptCluster();
    expect(await get(made.b, made, peerHeaders)).toBe('500 Internal server error.');
    await settleMicrotasks();
    expect(onDisk(made.b, made)).toBe(true);
  });

  it('gets the file although the nodes were found equal a moment ago', async () => {
    const made = await createCorruptCluster();
    await pass(made, 150);
    expect(Object.values(made.b.ctx.peers.report())[0]?.inSync).toBe(true);
    expect(await get(made.b, made)).toBe('200 intact');
  });
});

describe('a corrupt copy that no peer can replace', () => {
  /** The nodes were found equal before. */
  async function createAlone(): Promise<CorruptCluster> {
    const made = await createCorruptCluster();
    await pass(made, 150);
    made.cluster.cut('a', 'b');
    expect(await get(made.b, made)).toBe('500 Internal server error.');
    await settleMicrotasks();
    return made;
  }

  it('is quarantined, and refused as long as it is', async () => {
    const made = await createAlone();
    expect(report(made.b)).toEqual({ found: 1, replaced: 0, kept: 1, full: false });
    expect(made.b.storageDisk.paths()).toContain(`.cockatiel/damaged${made.path}`);
    expect(made.cluster.stored('b')).toEqual([]);
    expect(made.b.ctx.inventory.stored.size).toBe(0);
    expect(await get(made.b, made)).toBe(`500 ${refused}`);
    expect((await send(made.b, 'HEAD', made.path)).status).toBe(500);
    await made.cluster.restart('b', 'restartAfterCrash');
    expect(await get(made.cluster.node('b'), made)).toBe(`500 ${refused}`);
  });

  it('is replaced by the first reader once a peer is there', async () => {
    const made = await createAlone();
    made.cluster.heal();
    // No miss is remembered, and no peer left alone, for longer.
    made.b.clock.ms += 15_000;
    expect(await get(made.b, made)).toBe('200 intact');
    expect(report(made.b)).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
    expect(made.b.storageDisk.paths()).toEqual([made.path.slice(1)]);
  });

  it('is asked for although the nodes were found equal before, by whichever of them', async () => {
    const made = await createCorruptCluster();
    await pass(made, 150);
    for (const node of [made.a, made.b]) {
      made.cluster.cut('a', 'b');
      corrupt(node, made.path);
      expect(await get(node, made)).toBe('500 Internal server error.');
      await settleMicrotasks();
      expect(report(node).kept).toBe(1);
      made.cluster.heal();
      for (const { clock } of [made.a, made.b]) clock.ms += 15_000;
      const other = node === made.a ? made.b : made.a;
      other.storageDisk.write(made.path.slice(1), made.content);
      expect(await get(node, made)).toBe('200 intact');
    }
  });

  it('is replaced by a peer that finds it missing, although nobody reads it', async () => {
    const made = await createAlone();
    made.cluster.heal();
    await pass(made, 150);
    expect(onDisk(made.b, made)).toBe(true);
    expect(report(made.b)).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
    expect(Object.values(made.a.ctx.peers.report())[0]).toMatchObject({ repaired: 1 });
  });

  it('is gone from the disk once its name is deleted', async () => {
    const made = await createAlone();
    expect((await send(made.b, 'DELETE', made.path)).status).toBe(200);
    expect(made.b.storageDisk.paths()).toEqual([]);
    expect(await get(made.b, made)).toBe('404 There is no such file.');
  });

  it('does not keep an upload of the file from being stored', async () => {
    const made = await createAlone();
    const headers = { ...peerHeaders, 'X-Cockatiel-Offer': '1', 'Content-Length': '0' };
    expect((await send(made.b, 'PUT', made.path, { headers })).status).toBe(404);
    const sent = { headers: peerHeaders, body: made.content };
    expect((await send(made.b, 'PUT', made.path, sent)).status).toBe(201);
    expect(onDisk(made.b, made)).toBe(true);
    expect(report(made.b).kept).toBe(0);
  });
});
