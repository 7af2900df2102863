import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { StorageBackend } from '../../lib/storage/storage.ts';
import { nameOf, storeFile } from '../support/disk/open-test-storage.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { listOfNames } from '../support/node/list-of-names.ts';
import type { StorageHarness } from './storage-contract.ts';

const paths = ['file.txt', 'a/b/c.txt', 'a/b/d.txt', 'ü/ü.txt', 'no-extension'];

/** What every storage promises of the list of its names; a part of the contract. */
export function storageListContract(harness: StorageHarness): void {
  let storage: StorageBackend;

  beforeEach(async () => {
    storage = await harness.open();
  });

  async function storeAll(): Promise<readonly StoredName[]> {
    const names: StoredName[] = [];
    for (const path of paths) names.push(await storeFile(storage, path, path));
    return names.toSorted();
  }

  describe('the list of names', () => {
    it('of an empty storage is empty', async () => {
      expect(await listOfNames(storage)).toEqual([]);
    });

    it('has every file by its name, also one below the name of another', async () => {
      const names = await storeAll();
      const below = await storeFile(storage, `${names[0]}/below.txt`, 'below');
      expect(await listOfNames(storage)).toEqual([...names, below].toSorted());
    });

    it('has a file from its commit on, and not before', async () => {
      const name = nameOf('file.txt', 'content');
      const staged = await storage.stage(bodyOf('content'), 100);
      await staged.prepare(name);
      expect(await listOfNames(storage)).toEqual([]);
      await staged.commit({ replacing: 'absent' });
      await staged.dispose();
      expect(await listOfNames(storage)).toEqual([name]);
    });

    it('has no file that was removed', async () => {
      const [first, second, ...kept] = await storeAll();
      await storage.remove(first as StoredName);
      await storage.removeAll(new Set([second as StoredName]));
      expect(await listOfNames(storage)).toEqual(kept);
    });

    it('has no part of a transfer', async () => {
      const staged = await storage.partials.append(nameOf('x', 'content').slice(-40), bodyOf('c'), {
        first: 0,
        totalBytes: 1,
      });
      expect(await listOfNames(storage)).toEqual([]);
      await staged.dispose();
    });

    it('may be left before its end, and read again while files come and go', async () => {
      const names = await storeAll();
      for await (const name of storage.list()) {
        expect(names).toContain(name);
        break;
      }
      const seen: string[] = [];
      for await (const name of storage.list()) {
        if (seen.length === 0) {
          await storage.remove(names.find((other) => other !== name) as StoredName);
          await storeFile(storage, 'late.txt', 'late');
        }
        seen.push(name);
      }
      const removed = names.filter((name) => !seen.includes(name));
      expect(removed.length).toBeLessThan(2);
      expect(new Set(seen).size).toBe(seen.length);
    });

    it.runIf(harness.plant !== undefined)('has what somebody else has put there', async () => {
      const name = nameOf('dir/planted.txt', 'planted');
      await harness.plant?.(name, 'planted');
      expect(await listOfNames(storage)).toEqual([name]);
    });

    it.runIf(harness.restart !== undefined)('is the same after a restart', async () => {
      const names = await storeAll();
      const again = await harness.restart?.();
      expect(again && (await listOfNames(again))).toEqual(names);
    });
  });
}
