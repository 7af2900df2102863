import { expect, it } from 'vitest';
import {
  maxBatchBytes,
  maxBatchedFileBytes,
  maxLineBytes,
} from '../../../../lib/batches/batch-format.ts';
import { createBatchSize } from '../../../../lib/batches/batch-size.ts';

const least = maxBatchedFileBytes + maxLineBytes;

it('is halved by each batch that breaks off, and doubled by each that gets through', () => {
  const size = createBatchSize();
  expect(size.bytes).toBe(maxBatchBytes);
  size.noteBroken();
  expect(size.bytes).toBe(maxBatchBytes / 2);
  for (let round = 0; round < 10; round += 1) size.noteBroken();
  expect(size.bytes).toBe(least);
  size.noteWhole();
  expect(size.bytes).toBe(2 * least);
  for (let round = 0; round < 10; round += 1) size.noteWhole();
  expect(size.bytes).toBe(maxBatchBytes);
});

it('never grows to what was too large', () => {
  const size = createBatchSize();
  expect(size.noteTooLarge()).toBe(true);
  for (let round = 0; round < 10; round += 1) size.noteWhole();
  expect(size.bytes).toBe(maxBatchBytes / 2);
});

it('ends where one file is too large', () => {
  const size = createBatchSize();
  const answers = Array.from({ length: 6 }, () => size.noteTooLarge());
  expect(answers).toEqual([true, true, true, true, false, false]);
  expect(size.bytes).toBe(least);
});
