import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { chunksOf } from '../../../../../runtime/node/http/body-chunks.ts';

const [one, two, three] = [1, 2, 3].map((byte) => Uint8Array.of(byte));

function openStream(): Readable {
  return new Readable({ objectMode: true, highWaterMark: 2, read: () => undefined });
}

it('returns what is there and what comes later, up to the end', async () => {
  const stream = openStream();
  const chunks = chunksOf(stream);
  stream.push(one);
  stream.push(two);
  expect(await chunks.next()).toEqual({ done: false, value: one });
  expect(await chunks.next()).toEqual({ done: false, value: two });
  const later = chunks.next();
  stream.push(three);
  stream.push(null);
  expect(await later).toEqual({ done: false, value: three });
  expect(await chunks.next()).toEqual({ done: true, value: undefined });
  expect(await chunks.next()).toEqual({ done: true, value: undefined });
});

it('loses nothing that comes while nobody waits', async () => {
  const stream = openStream();
  const chunks = chunksOf(stream);
  stream.push(one);
  expect(await chunks.next()).toEqual({ done: false, value: one });
  stream.push(two);
  stream.push(null);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await chunks.next()).toEqual({ done: false, value: two });
  expect(await chunks.next()).toEqual({ done: true, value: undefined });
});

it('fails as the stream does, whether or not somebody waits', async () => {
  const failure = new Error('The client is gone.');
  const waitedFor = openStream();
  const next = chunksOf(waitedFor).next();
  waitedFor.destroy(failure);
  await expect(next).rejects.toBe(failure);
  const failed = openStream();
  const chunks = chunksOf(failed);
  failed.push(one);
  failed.destroy(failure);
  await expect(chunks.next()).rejects.toBe(failure);
});

it('does not take a stream that was destroyed for one that has ended', async () => {
  const stream = openStream();
  const next = chunksOf(stream).next();
  stream.destroy();
  await expect(next).rejects.toThrow('The stream broke off.');
});

it('destroys a stream that is left', async () => {
  const stream = openStream();
  stream.push(one);
  for await (const chunk of chunksOf(stream)) {
    expect(chunk).toEqual(one);
    break;
  }
  expect(stream.destroyed).toBe(true);
});

it('reads nothing before the first chunk is asked for', async () => {
  let reads = 0;
  const read = () => {
    reads += 1;
  };
  const stream = new Readable({ objectMode: true, read });
  const chunks = chunksOf(stream);
  await new Promise((resolve) => setImmediate(resolve));
  expect(reads).toBe(0);
  const next = chunks.next();
  expect(reads).toBe(1);
  stream.push(one);
  expect(await next).toEqual({ done: false, value: one });
});
