import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { watchContent } from '../../../../runtime/objects/watched-content.ts';
import { collect } from '../../../support/objects/object-bodies.ts';

const endless = async function* (): AsyncGenerator<Uint8Array> {
  for (;;) yield new Uint8Array(10);
};

it('what reading a content fails with is kept', async () => {
  const error = new Error('The file is gone.');
  const read = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1);
    throw error;
  };
  const source = watchContent({ sizeBytes: 5, read });
  expect(source.failure).toBeUndefined();
  await expect(collect(source.content.read())).rejects.toBe(error);
  expect(source.failure).toEqual({ error });
});

it('what breaks a connection is no failure of the reading, which ends then', async () => {
  let isOpen = true;
  const read = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* endless();
    } finally {
      isOpen = false;
    }
  };
  const source = watchContent({ sizeBytes: 5, read });
  const stream = Readable.from(source.content.read(), { objectMode: false });
  await new Promise<void>((resolve) => {
    stream.on('error', () => resolve());
    stream.once('data', () => stream.destroy(new Error('ECONNRESET')));
  });
  await expect.poll(() => isOpen).toBe(false);
  expect(source.failure).toBeUndefined();
});
