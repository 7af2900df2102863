import { expect, it } from 'vitest';
import type { ObjectStore } from '../../../../lib/object-store/object-store.ts';
import { createObjectContent } from '../../../../lib/objects/object-content.ts';
import { bytesOf, textOf } from '../../../support/disk/small-files.ts';
import { failingStream } from '../../../support/objects/object-bodies.ts';

/** A store whose bodies come in these chunks, whatever is asked for. */
function storeOf(...chunks: readonly string[]): Pick<ObjectStore, 'get'> {
  return {
    get: async () => ({
      sizeBytes: 10,
      version: '"1"',
      isDeleted: false,
      isUtf8: undefined,
      body: new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(bytesOf(chunk));
          controller.close();
        },
      }),
    }),
  };
}

const span = { key: 'key', version: '"1"', first: 0, end: 10 };

it('chunks of any size become reads of the size that was asked for', async () => {
  const file = createObjectContent(storeOf('012', '', '3', '456789'), span);
  expect(textOf(await file.read(0, 2))).toBe('01');
  expect(textOf(await file.read(2, 5))).toBe('23456');
  expect(textOf(await file.read(7, 100))).toBe('789');
  expect(await file.read(10, 5)).toHaveLength(0);
  expect(await file.read(12, 5)).toHaveLength(0);
  await file.close();
  await file.close();
});

it('a body that fails is broken off, whatever the host calls that', async () => {
  const store: Pick<ObjectStore, 'get'> = {
    get: async () => ({
      sizeBytes: 10,
      version: '"1"',
      isDeleted: false,
      isUtf8: undefined,
      body: failingStream(),
    }),
  };
  const file = createObjectContent(store, span);
  const failure = { code: 'BodyBrokenOff', detail: 'terminated', isTransient: true };
  await expect(file.read(0, 5)).rejects.toMatchObject(failure);
});

it('a body that ends early is broken off', async () => {
  const file = createObjectContent(storeOf(), span);
  await expect(file.read(5, 5)).rejects.toMatchObject({ code: 'BodyBrokenOff' });
});
