import { expect, it } from 'vitest';
import { batchedOperation, decodeBatch, encodeBatch } from '../../lib/batches/batch-format.ts';
import { flipInFile, unpackBatch } from './batched-messages.ts';
import type { Message } from './message.ts';

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const batch = encodeBatch([
  batchedOperation('DELETE', 'ü/a'),
  batchedOperation('PUT', 'b', bytesOf('first')),
  batchedOperation('OFFER', 'c'),
  batchedOperation('PUT', 'd', bytesOf('')),
  batchedOperation('PUT', 'e', bytesOf('second')),
]);
const message: Message = { to: 'a', method: 'POST', name: '_batch', headers: {}, isFragile: true };

it('takes a batch apart into the messages that its operations would be alone', () => {
  const operations = unpackBatch(message, batch);
  const summaries = operations.map(({ to, method, name, body }) => [
    to,
    method,
    name,
    body?.sizeBytes,
  ]);
  expect(summaries).toEqual([
    ['a', 'DELETE', 'ü/a', undefined],
    ['a', 'PUT', 'b', 5],
    ['a', 'PUT', 'c', undefined],
    ['a', 'PUT', 'd', 0],
    ['a', 'PUT', 'e', 6],
  ]);
});

it.each([0, 0.3, 0.6, 0.999])('flips a bit of one file and nothing else, at %d', (where) => {
  const flipped = flipInFile(batch, unpackBatch(message, batch), where);
  const [before, after] = [decodeBatch(batch) ?? [], decodeBatch(flipped) ?? []];
  const differing = after.filter(({ bytes }, at) => String(bytes) !== String(before[at]?.bytes));
  expect(differing.map(({ path }) => path)).toEqual([where < 0.5 ? '/b' : '/e']);
  expect(after.map(({ path }) => path)).toEqual(before.map(({ path }) => path));
});
