import { type IndexRun, readRun } from './index-run.ts';
import { compareEntries, copyEntry, entryBytes, viewOf } from './run-format.ts';

type Batches = AsyncGenerator<Uint8Array>;

/**
 * Reads the entries of two runs in the order of their fingerprints, in bounded memory: a batch is
 * valid until the next one is read.
 */
export async function* mergeRuns(one: IndexRun, other: IndexRun): Batches {
  const [lefts, rights] = [readRun(one), readRun(other)];
  let [left, right] = [await nextOf(lefts), await nextOf(rights)];
  // No batch is larger than the first one of its run.
  const buffer = new Uint8Array(left.length + right.length);
  while (left.length > 0 && right.length > 0) {
    const { fromLeft, fromRight } = mergeBatches(left, right, buffer);
    yield buffer.subarray(0, fromLeft + fromRight);
    left = fromLeft < left.length ? left.subarray(fromLeft) : await nextOf(lefts);
    right = fromRight < right.length ? right.subarray(fromRight) : await nextOf(rights);
  }
  yield left;
  yield* lefts;
  yield right;
  yield* rights;
}

/** The next batch; an empty one at the end. */
async function nextOf(batches: Batches): Promise<Uint8Array> {
  const { value } = await batches.next();
  return value ?? new Uint8Array();
}

/** Merges two batches into a third until all of one is taken; says how many bytes of each were. */
function mergeBatches(left: Uint8Array, right: Uint8Array, merged: Uint8Array) {
  const [leftView, rightView, target] = [viewOf(left), viewOf(right), viewOf(merged)];
  let [fromLeft, fromRight] = [0, 0];
  while (fromLeft < left.length && fromRight < right.length) {
    const end = fromLeft + fromRight;
    if (compareEntries(leftView, fromLeft, rightView, fromRight) <= 0) {
      copyEntry(leftView, fromLeft, target, end);
      fromLeft += entryBytes;
    } else {
      copyEntry(rightView, fromRight, target, end);
      fromRight += entryBytes;
    }
  }
  return { fromLeft, fromRight };
}
