/**
 * Does the work on all items, `batchItems` at a time. After a failure it waits for the rest of the
 * batch, begins no other, and rejects with the first error.
 */
export async function inBatches<Item>(
  items: Iterable<Item>,
  batchItems: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let batch: Promise<void>[] = [];
  for (const item of items) {
    batch.push(work(item));
    if (batch.length < batchItems) continue;
    await allOf(batch);
    batch = [];
  }
  await allOf(batch);
}

async function allOf(batch: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(batch);
  await Promise.all(batch);
}
