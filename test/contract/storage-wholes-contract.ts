import { beforeEach, expect, it } from 'vitest';
import type { StorageBackend } from '../../lib/storage/storage.ts';
import { readStored } from '../support/disk/nested-files.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { listOfNames } from '../support/node/list-of-names.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import type { StorageHarness } from './storage-contract.ts';

const content = 'a large file';
const sha1 = sha1Of(content);
const name = nameOf('file', content);

/** What a storage promises of transfers that keeps no parts of them; a part of the contract. */
export function storageWholesContract(harness: StorageHarness): void {
  let storage: StorageBackend;

  beforeEach(async () => {
    storage = await harness.open();
  });

  it('knows no offset, so that nobody sends a part', () => {
    expect(storage.partials.offsetOf(sha1)).toBeUndefined();
  });

  it('takes a transfer that begins at the first byte', async () => {
    const range = { first: 0, totalBytes: content.length };
    const staged = await storage.partials.append(sha1, bodyOf(content), range);
    await staged.prepare(name);
    await staged.commit({ replacing: 'absent' });
    await staged.dispose();
    expect(await readStored(storage, name)).toBe(content);
  });

  it('keeps nothing of one that breaks off', async () => {
    async function* breakingOff(): AsyncGenerator<Uint8Array> {
      yield* bodyOf('a large');
      throw new Error('cut');
    }
    const range = { first: 0, totalBytes: content.length };
    const sending = storage.partials.append(sha1, breakingOff(), range);
    await expect(sending).rejects.toThrow('cut');
    const rest = storage.partials.append(sha1, bodyOf(' file'), { ...range, first: 7 });
    await expect(rest).rejects.toMatchObject({ name: 'WrongOffsetError', offset: 0 });
    expect(await listOfNames(storage)).toEqual([]);
  });
}
