import { describe, expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import {
  createFakeRemotePeer,
  download,
  type FakeRemotePeer,
  refusal,
} from '../../../support/node/fake-remote-peer.ts';
import { createGate } from '../../../support/node/gate.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { createTestRemoteFiles, textOf } from '../../../support/node/test-remote-files.ts';

const content = new TextEncoder().encode('content of a file');
const text = 'content of a file';
const name = `file_1700000000_${sha1Of(text)}.txt` as StoredName;
const never = new Promise<never>(() => undefined);

function holder(id = 'a'): FakeRemotePeer {
  return createFakeRemotePeer(id, (request) => download(request, content, 5));
}

function stranger(id = 'b'): FakeRemotePeer {
  return createFakeRemotePeer(id, () => refusal(404));
}

function named(other: string): StoredName {
  return `other_1700000000_${sha1Of(other)}.txt` as StoredName;
}

describe('a name that no peer has', () => {
  it('is not asked for again for a while', async () => {
    const b = stranger();
    const files = createTestRemoteFiles([b]);
    for (const method of ['GET', 'HEAD', 'GET']) {
      expect(await files.open(name, method, files.store)).toBeUndefined();
    }
    expect(b.requests).toEqual(['HEAD']);
    files.clock.ms += 2000;
    expect(await files.open(name, 'GET', files.store)).toBeUndefined();
    expect(b.requests).toEqual(['HEAD', 'HEAD']);
  });

  it('costs a token, and one that a peer has costs none', async () => {
    const peer = createFakeRemotePeer('a', (request) =>
      request.name === name ? download(request, content) : refusal(404),
    );
    const files = createTestRemoteFiles([peer], { missBurst: 2, rememberedMisses: 1 });
    for (let count = 0; count < 5; count += 1) {
      expect(await files.open(name, 'HEAD', files.store)).toBeDefined();
    }
    for (const other of ['1', '2', '3']) await files.open(named(other), 'GET', files.store);
    expect(peer.requests).toHaveLength(7);
    expect(await files.open(name, 'HEAD', files.store)).toBeUndefined();
    files.clock.ms += 50;
    expect(await files.open(name, 'HEAD', files.store)).toBeDefined();
    // Only so many are remembered.
    files.clock.ms += 1000;
    await files.open(named('1'), 'GET', files.store);
    expect(peer.requests).toHaveLength(9);
  });

  it('waits for its turn, but not for long', async () => {
    const slow = createFakeRemotePeer('slow', () => never);
    const files = createTestRemoteFiles([slow], { maxQuestions: 1, maxWaitMs: 500 });
    const first = files.open(named('1'), 'HEAD', files.store);
    const second = files.open(named('2'), 'HEAD', files.store);
    const third = files.open(named('3'), 'GET', files.store);
    for (const late of [second, third]) void late.catch(() => undefined);
    await files.timers.pass(500);
    for (const late of [second, third]) {
      await expect(late).rejects.toThrow('too many others are looked for');
    }
    await files.timers.pass(1500);
    expect(await first).toBeUndefined();
    expect(slow.requests).toEqual(['HEAD']);
  });
});

describe('a peer is not asked', () => {
  it('that is not there, as far as is known', async () => {
    const a = holder();
    a.rests = 1;
    const files = createTestRemoteFiles([a]);
    expect(await files.open(name, 'GET', files.store)).toBeUndefined();
    expect(a.requests).toEqual([]);
  });

  it.each([
    [5001, 0, 0],
    [4999, 0, 1],
    [5001, -10, 1],
    [16_000, 10, 0],
    [-1, 0, 1],
  ])('that was equal %i ms after the name, by a clock %i s ahead', async (ms, ahead, asked) => {
    const b = stranger();
    b.equalMs = 1_700_000_000_000 + ms;
    b.offsetSeconds = ahead;
    const files = createTestRemoteFiles([b]);
    files.clock.ms += 60_000;
    await files.open(name, 'GET', files.store);
    expect(b.requests).toHaveLength(asked);
  });

  it('because it was equal, unless the file should be here or the clock was set back', async () => {
    const b = stranger();
    b.equalMs = 1_700_000_030_000;
    const files = createTestRemoteFiles([b]);
    await files.open(name, 'GET', files.store);
    expect(b.requests).toHaveLength(1);
    files.clock.ms += 60_000;
    files.expected.add(name);
    await files.open(name, 'GET', files.store);
    expect(b.requests).toHaveLength(2);
  });

  it.each([401, 403])('for a while after a %i', async (status) => {
    const b = createFakeRemotePeer('b', () => refusal(status));
    const files = createTestRemoteFiles([b]);
    await files.open(name, 'GET', files.store);
    expect(b.rests).toBe(1);
  });
});

describe('a response', () => {
  it.each([
    ['without a hash', { sha1: undefined }],
    ['with another hash', { sha1: sha1Of('other') }],
    ['without a length', { sizeBytes: undefined }],
    ['of another status', { status: 204 }],
  ])('%s says nothing', async (_, change) => {
    const a = createFakeRemotePeer('a', (request) => ({
      ...download(request, content),
      ...(change as object),
    }));
    const files = createTestRemoteFiles([a]);
    expect(await files.open(name, 'GET', files.store)).toBeUndefined();
    expect([a.requests, a.rests]).toEqual([['HEAD'], 0]);
  });

  it('that does not come is waited for two seconds, and the peer is left alone then', async () => {
    const silent = createFakeRemotePeer('silent', () => never);
    const files = createTestRemoteFiles([silent, stranger()]);
    const opened = files.open(name, 'GET', files.store);
    await files.timers.pass(2000);
    expect(await opened).toBeUndefined();
    expect(silent.rests).toBe(1);
  });

  it('is not waited for when another peer has the file', async () => {
    const files = createTestRemoteFiles([createFakeRemotePeer('silent', () => never), holder()]);
    expect(await textOf(await files.open(name, 'GET', files.store))).toBe(text);
  });

  it('whose bytes do not come is given up', async () => {
    const a = createFakeRemotePeer('a', (request) =>
      request.method === 'HEAD'
        ? download(request, content)
        : {
            ...download(request, content),
            body: (async function* () {
              yield await never;
            })(),
          },
    );
    const files = createTestRemoteFiles([a]);
    const opened = files.open(name, 'GET', files.store);
    void opened.catch(() => undefined);
    await files.timers.pass(5000);
    await expect(opened).rejects.toThrow('it has broken off');
    expect(a.rests).toBe(1);
  });

  it('is waited for by so many at a time; others are passed on', async () => {
    const gate = createGate();
    const a = createFakeRemotePeer('a', async (request) => {
      if (request.method === 'GET') await gate.opened;
      return download(request, content);
    });
    const files = createTestRemoteFiles([a], { maxFetches: 1, maxWaitMs: 100 });
    const first = files.open(name, 'GET', files.store);
    const other = `again_1700000000_${sha1Of(text)}.txt` as StoredName;
    const second = files.open(other, 'GET', files.store);
    await files.timers.pass(100);
    const passedOn = await second;
    gate.open();
    expect(await textOf(await first)).toBe(text);
    expect(await textOf(passedOn)).toBe(text);
    expect([...files.stored.keys()]).toEqual([name]);
  });
});
