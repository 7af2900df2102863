import { describe, expect, test } from 'vitest';
import { listSorted, type SortedRange } from '../../../../lib/inventory/list-sorted.ts';
import { restoreStoredName, type StoredName } from '../../../../lib/names/stored-name.ts';

const h = 'a'.repeat(40);
const name = (text: string): StoredName => restoreStoredName(`${text}_1_${h}`);

/** A storage with these names, in an order of its own for each list. */
function storageOf(names: readonly StoredName[]): {
  lists: number;
  list(): AsyncGenerator<StoredName>;
} {
  return {
    lists: 0,
    async *list() {
      this.lists += 1;
      yield* this.lists % 2 === 0 ? names : names.toReversed();
    },
  };
}

async function listed(
  names: readonly StoredName[],
  range: Partial<SortedRange> = {},
): Promise<StoredName[]> {
  const all: StoredName[] = [];
  const storage = storageOf(names);
  for await (const each of listSorted(storage, { prefix: '', after: '', ...range })) all.push(each);
  return all;
}

const names = ['b', 'a', 'dir/a', 'dir/b', 'ü', 'a.b'].map(name);

describe('names are listed in their order', () => {
  test('all of them, each once', async () => {
    expect(await listed([...names, ...names])).toEqual([...names].sort());
    expect(await listed([])).toEqual([]);
  });

  test.each([
    [{ prefix: 'dir/' }, ['dir/a', 'dir/b']],
    [{ after: name('b') }, ['dir/a', 'dir/b', 'ü']],
    [{ after: 'dir/' }, ['dir/a', 'dir/b', 'ü']],
    [{ prefix: 'dir/', after: name('dir/a') }, ['dir/b']],
    [{ prefix: 'none' }, []],
    [{ after: '\u{FFFF}' }, []],
  ])('%j', async (range, expected) => {
    expect(await listed(names, range)).toEqual(expected.map(name));
  });

  test.each([[1], [2], [3], [100]])('by as many at once as are needed: %i', async (limit) => {
    const many = Array.from({ length: 50 }, (_, index) => name(`n${index}`));
    // More follow, because some of those may be none that are wanted.
    expect(await listed(many, { limit })).toEqual([...many].sort());
  });

  test('in several passes, where there are more than are sorted at once', async () => {
    const many = Array.from({ length: 120_001 }, (_, index) => name(`n${index}`));
    const storage = storageOf(many);
    const all: StoredName[] = [];
    for await (const each of listSorted(storage, { prefix: '', after: '' })) all.push(each);
    expect(all).toEqual([...many].sort());
    expect(storage.lists).toBe(3);
  });
});
