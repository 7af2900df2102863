import { describe, expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import {
  createFakeRemotePeer,
  download,
  type FakeRemotePeer,
  refusal,
} from '../../../support/node/fake-remote-peer.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { createTestRemoteFiles, textOf } from '../../../support/node/test-remote-files.ts';

const content = new TextEncoder().encode('content of a file');
const text = 'content of a file';
const name = `file_1700000000_${sha1Of(text)}.txt` as StoredName;

function holder(id = 'a'): FakeRemotePeer {
  return createFakeRemotePeer(id, (request) => download(request, content, 5));
}

function stranger(id = 'b'): FakeRemotePeer {
  return createFakeRemotePeer(id, () => refusal(404));
}

describe('a file of a peer', () => {
  it('is asked for everywhere, stored, and read from the storage', async () => {
    const [a, b] = [holder(), stranger()];
    const files = createTestRemoteFiles([b, a]);
    expect(await textOf(await files.open(name, 'GET', files.store))).toBe(text);
    expect(files.stored.has(name)).toBe(true);
    expect([a.requests, b.requests]).toEqual([['HEAD', 'GET'], ['HEAD']]);
    expect(files.timers.count).toBe(0);
  });

  it('is fetched once for all who ask for it meanwhile', async () => {
    const a = holder();
    const files = createTestRemoteFiles([a]);
    const opened = [1, 2, 3].map(() => files.open(name, 'GET', files.store));
    for (const file of await Promise.all(opened)) expect(await textOf(file)).toBe(text);
    expect(a.requests).toEqual(['HEAD', 'GET']);
  });

  it('is found by a HEAD, once for all who ask meanwhile, and not fetched', async () => {
    const a = holder();
    const files = createTestRemoteFiles([a]);
    const found = await Promise.all([1, 2].map(() => files.open(name, 'HEAD', files.store)));
    for (const file of found) {
      expect([file?.sizeBytes, await file?.isUtf8()]).toEqual([17, false]);
      await file?.close();
    }
    expect(a.requests).toEqual(['HEAD']);
    await files.finished();
  });

  it('that was removed from the storage meanwhile is not there', async () => {
    const files = createTestRemoteFiles([holder()]);
    expect(await files.open(name, 'GET', async () => 'stored')).toBeUndefined();
  });

  it('is fetched from the next peer where the first fails', async () => {
    const bad = createFakeRemotePeer('bad', (request) =>
      request.method === 'HEAD' ? download(request, content) : refusal(500),
    );
    const a = holder();
    const files = createTestRemoteFiles([bad, a]);
    expect(await textOf(await files.open(name, 'GET', files.store))).toBe(text);
    expect(bad.requests).toEqual(['HEAD', 'GET']);
    expect([bad.rests, a.requests]).toEqual([0, ['HEAD', 'HEAD', 'GET']]);
  });

  it('that is another one is not stored, and the peer is reported and left alone', async () => {
    const liar = createFakeRemotePeer('liar', (request) =>
      download(request, new TextEncoder().encode('CONTENT of a file')),
    );
    const files = createTestRemoteFiles([liar]);
    await expect(files.open(name, 'GET', files.store)).rejects.toThrow('it has broken off');
    expect(files.stored.size).toBe(0);
    expect(files.warnings).toEqual(['a peer sent a file that does not match its name']);
    expect(liar.rests).toBe(1);
  });
});

it('an empty file is stored, or passed on', async () => {
  const empty = `empty_1700000000_${sha1Of('')}` as StoredName;
  const a = createFakeRemotePeer('a', (request) => download(request, new Uint8Array(0)));
  const files = createTestRemoteFiles([a]);
  const refused = await files.open(empty, 'GET', () => Promise.reject(new Error('full')));
  expect(await textOf(refused)).toBe('');
  expect(await textOf(await files.open(empty, 'GET', files.store))).toBe('');
  expect(files.stored.has(empty)).toBe(true);
});

describe('a file that this node does not take', () => {
  const refuse = (): Promise<never> => Promise.reject(new Error('The disk is full.'));

  it('is passed on, verified', async () => {
    const a = holder();
    const files = createTestRemoteFiles([a]);
    expect(await textOf(await files.open(name, 'GET', refuse))).toBe(text);
    expect(a.requests).toEqual(['HEAD', 'GET']);
    expect(a.cancelled).toBe(2);
  });

  it('is passed on where it could not be stored in the middle', async () => {
    const a = holder();
    const files = createTestRemoteFiles([a]);
    const fail: typeof files.store = async ({ body }) => {
      for await (const _ of body) throw new Error('The disk is full.');
      return 'stored';
    };
    expect(await textOf(await files.open(name, 'GET', fail))).toBe(text);
    expect(a.requests).toEqual(['HEAD', 'GET', 'GET']);
  });

  it('is passed on in part', async () => {
    const a = holder();
    const files = createTestRemoteFiles([a]);
    const file = await files.open(name, 'GET', refuse);
    expect(await new Response(file?.readRange(2, 4)).text()).toBe(text.slice(2, 5));
    expect(a.requests).toEqual(['HEAD', 'GET 2-4']);
  });

  it('is refused where it turns out to be another one before a byte is sent', async () => {
    const liar = createFakeRemotePeer('liar', (request) =>
      download(request, new TextEncoder().encode('CONTENT of a file')),
    );
    const files = createTestRemoteFiles([liar]);
    const file = await files.open(name, 'GET', refuse);
    await expect(file?.readAll()).rejects.toThrow('its SHA-1 differs');
    liar.respond = () => Promise.reject(new Error('refused'));
    await expect(file?.readAll()).rejects.toThrow('it did not respond');
  });

  it('releases its slot when the client leaves, also before the first byte', async () => {
    const a = holder();
    const files = createTestRemoteFiles([a], { maxRelays: 1 });
    for (let count = 0; count < 3; count += 1) {
      const file = await files.open(name, 'GET', refuse);
      const stream = (await file?.readAll()) as ReadableStream;
      if (count === 1) await stream.getReader().read();
      else await stream.cancel();
      if (count === 1) break;
    }
    const file = await files.open(name, 'GET', refuse);
    const waiting = expect(file?.readAll()).rejects.toThrow('too many files are passed on');
    await files.timers.pass(2000);
    await waiting;
  });
});
