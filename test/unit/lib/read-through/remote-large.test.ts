import { describe, expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import type { StoredFile } from '../../../../lib/storage/stored-file.ts';
import {
  createFakeRemotePeer,
  download,
  type FakeRemotePeer,
} from '../../../support/node/fake-remote-peer.ts';
import { createGate, type Gate } from '../../../support/node/gate.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import {
  createTestRemoteFiles,
  readBytes,
  readerOf,
  type TestRemoteFiles,
  textOf,
} from '../../../support/node/test-remote-files.ts';

const text = 'abcdefghijklmnopqrstuvwxyz';
const content = new TextEncoder().encode(text);
const name = `file_1700000000_${sha1Of(text)}.bin` as StoredName;

/** A file of five chunks, of which the last two come when a gate opens; then the peer may fail. */
async function* gated(
  bytes: Uint8Array<ArrayBuffer>,
  gate: Gate,
  failure?: Error,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield bytes.slice(0, 6);
  yield bytes.slice(6, 12);
  yield bytes.slice(12, 18);
  await gate.opened;
  yield bytes.slice(18, 24);
  if (failure !== undefined) throw failure;
  yield bytes.slice(24);
}

interface Large extends TestRemoteFiles {
  readonly peer: FakeRemotePeer;
  readonly gate: Gate;
  open(): Promise<StoredFile | undefined>;
}

/** All files are large here, and three chunks of this one come at once. */
function createLarge({
  sent = content,
  failure,
  bufferedBytes = 100,
}: {
  sent?: Uint8Array<ArrayBuffer>;
  failure?: Error;
  bufferedBytes?: number;
} = {}): Large {
  const gate = createGate();
  let gets = 0;
  const peer = createFakeRemotePeer('peer', (request) => {
    const response = download(request, content);
    if (request.method === 'HEAD' || request.range !== undefined) return response;
    gets += 1;
    return gets === 1 ? { ...response, body: gated(sent, gate, failure) } : response;
  });
  const files = createTestRemoteFiles([peer], { wholeBytes: 10, bufferedBytes });
  return { ...files, peer, gate, open: () => files.open(name, 'GET', files.store) };
}

describe('a large file', () => {
  it('is sent on while it is stored', async () => {
    const large = createLarge();
    const reader = await readerOf(await large.open());
    expect(await readBytes(reader, 12)).toBe(text.slice(0, 12));
    expect(large.stored.size).toBe(0);
    large.gate.open();
    expect(await readBytes(reader)).toBe(text.slice(12));
    await large.finished();
    expect(large.stored.get(name)).toEqual(content);
    expect(large.peer.requests).toEqual(['HEAD', 'GET']);
  });

  it('is stored to its end when the client leaves', async () => {
    const large = createLarge();
    const reader = await readerOf(await large.open());
    await readBytes(reader, 6);
    await reader.cancel();
    large.gate.open();
    await large.finished();
    expect(large.stored.get(name)).toEqual(content);
  });

  it('is read from the storage by who comes later, once it is there', async () => {
    const large = createLarge();
    const first = await large.open();
    const second = await large.open();
    const [one, other] = [textOf(first), textOf(second)];
    large.gate.open();
    expect([await one, await other]).toEqual([text, text]);
    expect(large.peer.requests).toEqual(['HEAD', 'GET']);
  });

  it('is read from the storage from where a slow client has fallen behind', async () => {
    const large = createLarge({ bufferedBytes: 8 });
    const reader = await readerOf(await large.open());
    large.gate.open();
    await large.finished();
    expect(await readBytes(reader)).toBe(text);
    expect(large.peer.requests).toEqual(['HEAD', 'GET']);
  });

  it('is requested once more where that takes too long', async () => {
    const large = createLarge({ bufferedBytes: 8 });
    const reader = await readerOf(await large.open());
    const rest = readBytes(reader);
    await large.timers.pass(5000);
    expect(await rest).toBe(text);
    expect(large.peer.requests).toEqual(['HEAD', 'GET', 'GET 6-25']);
    large.gate.open();
    await large.finished();
  });

  it('is read in part by a request of its own', async () => {
    const large = createLarge();
    const file = await large.open();
    expect(await new Response(file?.readRange(20, 22)).text()).toBe('uvw');
    large.gate.open();
    await large.finished();
    expect(large.stored.has(name)).toBe(true);
    expect(large.peer.requests).toEqual(['HEAD', 'GET', 'GET 20-22']);
  });
});

describe('the end of a large file is not sent', () => {
  it('when it is another one', async () => {
    const large = createLarge({ sent: new TextEncoder().encode(text.replace('a', 'A')) });
    const reader = await readerOf(await large.open());
    large.gate.open();
    expect(await readBytes(reader, 24)).toBe(text.replace('a', 'A').slice(0, 24));
    await expect(reader.read()).rejects.toThrow('its SHA-1 differs');
    expect(large.stored.size).toBe(0);
  });

  it.each([
    ['breaks off', { failure: new Error('broken') }, 'its transfer has failed'],
    ['sends too little', { sent: content.slice(0, 25) }, 'its transfer has failed'],
    ['sends too much', { sent: new TextEncoder().encode(`${text}!`) }, 'its transfer has failed'],
  ])('when the peer %s', async (_, options, message) => {
    const large = createLarge(options);
    const [first, second] = [await large.open(), await large.open()];
    const readers = [await readerOf(first), await readerOf(second)];
    large.gate.open();
    for (const reader of readers) await expect(readBytes(reader)).rejects.toThrow(message);
    expect(large.stored.size).toBe(0);
  });

  it('when it comes too slowly', async () => {
    const large = createLarge();
    const reader = await readerOf(await large.open());
    await readBytes(reader, 12);
    large.clock.ms += 30_000;
    large.gate.open();
    await expect(readBytes(reader)).rejects.toThrow('its transfer has failed');
    expect(large.stored.size).toBe(0);
  });

  it('when the storage has lost it meanwhile', async () => {
    const large = createLarge({ bufferedBytes: 8 });
    const reader = await readerOf(await large.open());
    large.gate.open();
    await large.finished();
    large.stored.clear();
    await expect(readBytes(reader)).rejects.toThrow('its transfer has failed');
  });
});

it('a small file whose storing takes long is sent on meanwhile', async () => {
  const gate = createGate();
  const peer = createFakeRemotePeer('peer', (request) => {
    const response = download(request, content);
    return request.method === 'HEAD' ? response : { ...response, body: gated(content, gate) };
  });
  const files = createTestRemoteFiles([peer]);
  const opened = files.open(name, 'GET', files.store);
  await files.timers.pass(2000);
  const reader = await readerOf(await opened);
  expect(await readBytes(reader, 12)).toBe(text.slice(0, 12));
  gate.open();
  expect(await readBytes(reader)).toBe(text.slice(12));
});
