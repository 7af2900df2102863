import { beforeEach, describe, expect, it } from 'vitest';
import type { FileStorage } from '../../lib/storage/file-storage.ts';
import { type DiskHarness, nameOf, openTestStorage } from '../support/disk/open-test-storage.ts';
import { readSmallFile } from '../support/disk/small-files.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const content = 'a large file';
const sha1 = sha1Of(content);
const name = nameOf('file', content);

/** What is seen on the disk of transfers that break off; a part of the contract of a disk. */
export function diskStoragePartialsContract(openHarness: () => Promise<DiskHarness>): void {
  let harness: DiskHarness;
  let storage: FileStorage;

  beforeEach(async () => {
    harness = await openHarness();
    storage = await openTestStorage(harness, { ms: Date.now() });
  });

  async function* breakingOff(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
    yield* bodyOf(...chunks);
    throw new Error('cut');
  }

  /** Sends the first bytes of the content, and breaks off. */
  async function begin(first: number, end: number): Promise<void> {
    const body = breakingOff(content.slice(first, end));
    const range = { first, totalBytes: content.length };
    await expect(storage.partials.append(sha1, body, range)).rejects.toThrow('cut');
    expect(storage.partials.offsetOf(sha1)).toBe(end);
  }

  async function finish(first: number): Promise<void> {
    const range = { first, totalBytes: content.length };
    const staged = await storage.partials.append(sha1, bodyOf(content.slice(first)), range);
    await staged.prepare(name);
    await staged.commit({ replacing: 'absent' });
    await staged.dispose();
    expect(await readSmallFile(harness.files, name)).toBe(content);
    expect(storage.partials.offsetOf(sha1)).toBe(0);
    expect(await harness.files.list('.cockatiel/partial')).toEqual([]);
    expect(await harness.files.list('.cockatiel/staging')).toEqual([]);
  }

  describe('on the disk, a transfer that breaks off', () => {
    it('is a file until it is complete', async () => {
      await begin(0, 2);
      expect(await harness.files.list('.cockatiel/partial')).toEqual([sha1]);
      await begin(2, 7);
      await finish(7);
    });

    it('is resumed after a start', async () => {
      await begin(0, 5);
      storage = await openTestStorage(harness, { ms: Date.now() });
      await begin(5, 6);
      storage = await openTestStorage(harness, { ms: Date.now() });
      await finish(6);
    });

    it('is gone a day later', async () => {
      await begin(0, 5);
      storage = await openTestStorage(harness, { ms: Date.now() + 25 * 3_600_000 });
      expect(storage.partials.offsetOf(sha1)).toBe(0);
      await finish(0);
    });

    it('leaves nothing once it is disposed of', async () => {
      const range = { first: 0, totalBytes: 5 };
      const staged = await storage.partials.append(sha1, bodyOf('other'), range);
      await staged.dispose();
      expect(await harness.files.list('.cockatiel/staging')).toEqual([]);
      await finish(0);
    });
  });
}
