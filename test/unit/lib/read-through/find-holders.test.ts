import { describe, expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import {
  createFakeRemotePeer,
  download,
  type FakeRemotePeer,
  refusal,
} from '../../../support/node/fake-remote-peer.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import {
  createTestRemoteFiles,
  type TestRemoteFiles,
} from '../../../support/node/test-remote-files.ts';

const content = new TextEncoder().encode('content');
const name = `file_1700000000_${sha1Of('content')}.txt` as StoredName;
const never = new Promise<never>(() => undefined);
const [b, c] = ['00000000000000bb', '00000000000000cc'] as const;

function holder(nodeId: string, shown: object = {}): FakeRemotePeer {
  return createFakeRemotePeer('peer', (request) => ({
    ...download(request, content),
    nodeId,
    ...shown,
  }));
}

/** Asks who has the file; what was found so far is in the list. */
function find(files: TestRemoteFiles) {
  const found: string[] = [];
  return { found, isAsked: files.findHolders(name, (nodeId) => void found.push(nodeId)) };
}

describe('who has a file', () => {
  it('is each peer that says so', async () => {
    const peers = [holder(b), createFakeRemotePeer('lacks it', () => refusal(404)), holder(c)];
    const { found, isAsked } = find(createTestRemoteFiles(peers));
    expect([await isAsked, found]).toEqual([true, [b, c]]);
    expect(peers.map(({ requests }) => requests)).toEqual([['HEAD'], ['HEAD'], ['HEAD']]);
  });

  it.each([
    ['whose process is not known for certain', { from: undefined }],
    ['that has something else', { sha1: sha1Of('other') }],
    ['that responds otherwise', { status: 206 }],
  ])('is no peer %s', async (_, shown) => {
    const { found, isAsked } = find(createTestRemoteFiles([holder(b, shown)]));
    expect([await isAsked, found]).toEqual([true, []]);
  });

  it('is said as soon as it is known, and a slow peer is given up', async () => {
    const slow = createFakeRemotePeer('slow', () => never);
    const files = createTestRemoteFiles([slow, holder(b)]);
    const { found, isAsked } = find(files);
    await files.timers.pass(1999);
    expect(found).toEqual([b]);
    await files.timers.pass(1);
    expect(await isAsked).toBe(true);
    expect(slow.rests).toBe(1);
  });

  it('is asked of peers that are up only, be they equal since or not', async () => {
    const [down, equal] = [holder(b), holder(c)];
    down.rests = 1;
    equal.equalMs = 1_700_000_600_000;
    const files = createTestRemoteFiles([down, equal]);
    files.clock.ms += 3_600_000;
    const { found, isAsked } = find(files);
    expect([await isAsked, found]).toEqual([true, [c]]);
    expect(down.requests).toEqual([]);
  });

  it('is asked for some files at once; a client still reads meanwhile', async () => {
    const peer = createFakeRemotePeer('peer', ({ signal, ...request }) =>
      request.name === name ? never : download(request, content),
    );
    const files = createTestRemoteFiles([peer], { maxCounts: 2, maxQuestions: 1, maxWaitMs: 500 });
    const [first, second, third] = [find(files), find(files), find(files)];
    const other = `other_1700000000_${sha1Of('content')}.txt` as StoredName;
    expect(await files.open(other, 'HEAD', files.store)).toBeDefined();
    await files.timers.pass(500);
    expect(await third.isAsked).toBe(false);
    await files.timers.pass(1500);
    expect([await first.isAsked, await second.isAsked]).toEqual([true, true]);
    peer.rests = 0;
    peer.respond = (request) => ({ ...download(request, content), nodeId: b });
    expect(await find(files).isAsked).toBe(true);
  });
});
