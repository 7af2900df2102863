import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalBackend } from '../../../../lib/journal/journal.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import type { StorageBackend } from '../../../../lib/storage/storage.ts';
import { nameOf, storeFile } from '../../../support/disk/open-test-storage.ts';
import { listOfNames } from '../../../support/node/list-of-names.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

const name = nameOf('dir/file.txt', 'content');
const deletion = { op: 'DELETE', name, seconds: 1 } as const;

let store: MemoryObjectStore;
let storage: StorageBackend;
let journal: JournalBackend;

beforeEach(async () => {
  store = createMemoryObjectStore();
  ({ storage, journal } = await openTestObjects(store));
});

const storeIt = (): Promise<StoredName> => storeFile(storage, 'dir/file.txt', 'content');

describe('a deletion', () => {
  it('is a mark that hides the file from every node, and reports whether it was there', async () => {
    const other = await openTestObjects(store);
    await storeIt();
    expect(await journal.tombstones.has(name)).toBe(false);
    await journal.append(deletion);
    expect(await storage.remove(name)).toBe(true);
    expect(await other.journal.tombstones.has(name)).toBe(true);
    expect(await other.storage.open(name)).toBeUndefined();
    expect(await other.storage.stateOf(name)).toBe('deleted');
    await journal.append(deletion);
    expect(await storage.remove(name)).toBe(false);
    expect(store.calls.get('markDeleted')).toBe(1);
    expect(journal.tombstones.size).toBe(1);
    expect(journal.tombstones.mayHave(name)).toBe(true);
  });

  it('is listed as one, and its file is not', async () => {
    const [empty, removed] = [nameOf('empty', ''), nameOf('removed', '')];
    for (const file of ['empty', 'removed']) await storeFile(storage, file, '');
    await storeIt();
    await storage.remove(removed);
    store.plant('_reserved', 'x');
    store.plant('no stamp', 'x');
    expect(await listOfNames(storage)).toEqual([name, empty].toSorted());
    await journal.append(deletion);
    const deleted: StoredName[] = [];
    for await (const listed of journal.tombstones.names()) deleted.push(listed);
    expect(deleted.toSorted()).toEqual([name, removed].toSorted());
  });

  it('of many files stops at none that the store can not remove', async () => {
    const [one, other] = [await storeFile(storage, 'a', 'a'), await storeFile(storage, 'b', 'b')];
    store.onCall = (operation, key) =>
      operation === 'markDeleted' && key === one ? 'before' : undefined;
    const failures = await storage.removeAll(new Set([one, other]));
    expect([...failures.keys()]).toEqual([one]);
    expect(await storage.stateOf(other)).toBe('deleted');
  });

  it('of a file that is being verified makes it absent', async () => {
    await storeIt();
    const verdict = await storage.verify(name, async () => void (await storage.remove(name)));
    expect(verdict).toBe('intact');
    expect(await storage.verify(name, async () => undefined)).toBe('absent');
    expect(await storage.version(name)).toBeUndefined();
    expect(await storage.sizeOf(name)).toBeUndefined();
  });
});

describe('a journal on a bucket', () => {
  it('records an upload by nothing, and has nothing for peers', async () => {
    store.calls.clear();
    let published = 0;
    journal.onPublish(() => {
      published += 1;
    });
    const record = await journal.append({ op: 'PUT', name, seconds: 1 });
    record.publish();
    expect([published, store.calls.size]).toEqual([1, 0]);
    expect(journal.hasRecorded(name)).toBe(true);
    journal.forgetRecorded(name);
    const { checkSpace, askSpace, checkBallast, ensureInPlace } = journal;
    await Promise.all([checkSpace(), askSpace(), checkBallast(), ensureInPlace()]);
    const cursor = journal.openCursor('PUT', 0);
    expect([await cursor.fill(), cursor.next(), cursor.remaining()]).toEqual([false, undefined, 0]);
    expect(cursor.position()).toBe(journal.nextSequence());
    expect(journal.firstSequence()).toBe(2);
    await journal.compact(2);
    await journal.close();
  });
});
