import { beforeEach, describe, expect, it } from 'vitest';
import type { FileStorage } from '../../lib/storage/file-storage.ts';
import { nameOf, openTestStorage, type StorageHarness } from '../support/disk/open-test-storage.ts';
import { readSmallFile } from '../support/disk/small-files.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const content = 'a large file';
const sha1 = sha1Of(content);
const name = nameOf('file', content);

/** What every storage promises of transfers that break off; run on each disk. */
export function storagePartialsContract(openHarness: () => Promise<StorageHarness>): void {
  let harness: StorageHarness;
  let storage: FileStorage;

  beforeEach(async () => {
    harness = await openHarness();
    storage = await openTestStorage(harness, { ms: Date.now() });
  });

  async function* breakingOff(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
    yield* bodyOf(...pieces);
    throw new Error('cut');
  }

  /** Sends so much of the content, and breaks off. */
  async function begin(first: number, end: number): Promise<void> {
    const body = breakingOff(content.slice(first, end));
    const range = { first, totalBytes: content.length };
    await expect(storage.partials.append(sha1, body, range)).rejects.toThrow('cut');
    expect(storage.partials.offsetOf(sha1)).toBe(end);
  }

  async function finish(first: number): Promise<void> {
    const range = { first, totalBytes: content.length };
    const staged = await storage.partials.append(sha1, bodyOf(content.slice(first)), range);
    expect([staged.sha1, staged.sizeBytes]).toEqual([sha1, content.length]);
    await staged.prepare(name);
    await staged.commit('absent');
    await staged.dispose();
    expect(await readSmallFile(harness.files, name)).toBe(content);
    expect(storage.partials.offsetOf(sha1)).toBe(0);
    expect(await harness.files.list('.cockatiel/partial')).toEqual([]);
    expect(await harness.files.list('.cockatiel/staging')).toEqual([]);
  }

  describe('a transfer that breaks off', () => {
    it('goes on where it broke off, again and again', async () => {
      await begin(0, 2);
      await begin(2, 7);
      await finish(7);
    });

    it('goes on after a start', async () => {
      await begin(0, 5);
      storage = await openTestStorage(harness, { ms: Date.now() });
      await begin(5, 6);
      storage = await openTestStorage(harness, { ms: Date.now() });
      await finish(6);
    });

    it('does not go on elsewhere', async () => {
      await begin(0, 5);
      const range = { first: 4, totalBytes: content.length };
      const going = storage.partials.append(sha1, bodyOf(content.slice(4)), range);
      await expect(going).rejects.toMatchObject({
        name: 'WrongOffsetError',
        offset: 5,
      });
      await finish(5);
    });

    it('is gone a day later', async () => {
      await begin(0, 5);
      storage = await openTestStorage(harness, { ms: Date.now() + 25 * 3_600_000 });
      expect(storage.partials.offsetOf(sha1)).toBe(0);
      await finish(0);
    });
  });

  it('what was discarded leaves nothing, whatever it was', async () => {
    const range = { first: 0, totalBytes: 5 };
    const staged = await storage.partials.append(sha1, bodyOf('other'), range);
    expect(staged.sha1).toBe(sha1Of('other'));
    await staged.dispose();
    expect(storage.partials.offsetOf(sha1)).toBe(0);
    await finish(0);
  });
}
