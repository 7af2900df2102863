/**
 * Does the work on all items, on so many at a time, and takes the items as they are needed: of a
 * generator without end it keeps no more than that. After a failure it begins no other, waits for
 * those that are under way, closes the generator, and rejects with the first error.
 */
export async function inParallel<Item>(
  items: AsyncGenerator<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];

  async function run(): Promise<void> {
    try {
      while (failures.length === 0) {
        const { done, value } = await items.next();
        if (done === true) return;
        await work(value);
      }
    } catch (error) {
      failures.push(error);
    }
  }

  await Promise.all(Array.from({ length: atOnce }, run));
  await items.return(undefined);
  if (failures.length > 0) throw failures[0];
}
