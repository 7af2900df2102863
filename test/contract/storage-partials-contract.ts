import { beforeEach, describe, expect, it } from 'vitest';
import { defaultTransferLimits } from '../../lib/limits/transfer-limits.ts';
import type { StorageBackend } from '../../lib/storage/storage.ts';
import { readStored } from '../support/disk/nested-files.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { bytesOf } from '../support/disk/small-files.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { createGate } from '../support/node/gate.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import type { StorageHarness } from './storage-contract.ts';

const content = 'a large file';
const sha1 = sha1Of(content);
const name = nameOf('file', content);

/** What every storage promises of transfers that break off; a part of the contract. */
export function storagePartialsContract(harness: StorageHarness): void {
  let storage: StorageBackend;

  beforeEach(async () => {
    storage = await harness.open();
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
    expect([staged.sha1, staged.sizeBytes]).toEqual([sha1, content.length]);
    expect(storage.partials.offsetOf(sha1)).toBe(0);
    await staged.prepare(name);
    await staged.commit({ replacing: 'absent' });
    await staged.dispose();
    expect(await readStored(storage, name)).toBe(content);
  }

  describe('a transfer that breaks off', () => {
    it('is resumed where it broke off, again and again', async () => {
      await begin(0, 2);
      await begin(2, 7);
      await finish(7);
    });

    it('before its first byte is forgotten', async () => {
      await begin(0, 0);
      await finish(0);
    });

    it('is not resumed elsewhere', async () => {
      await begin(0, 5);
      for (const first of [0, 4, 6]) {
        const range = { first, totalBytes: content.length };
        const going = storage.partials.append(sha1, bodyOf(content.slice(first)), range);
        await expect(going).rejects.toMatchObject({ name: 'WrongOffsetError', offset: 5 });
      }
      await finish(5);
    });

    it('has one sender at a time, and reports its offset', async () => {
      const [arrived, rest] = [createGate(), createGate()];
      async function* slow(): AsyncGenerator<Uint8Array> {
        yield bytesOf(content.slice(0, 5));
        arrived.open();
        await rest.opened;
        throw new Error('cut');
      }
      const range = { first: 0, totalBytes: content.length };
      const sending = storage.partials.append(sha1, slow(), range);
      await arrived.opened;
      expect(storage.partials.offsetOf(sha1)).toBe(5);
      const other = storage.partials.append(sha1, bodyOf(content), range);
      await expect(other).rejects.toMatchObject({ name: 'AlreadyArrivingError' });
      rest.open();
      await expect(sending).rejects.toThrow('cut');
      await finish(5);
    });

    it('is kept beside a limited number of others', async () => {
      const others = Array.from({ length: 40 }, (_, index) => `another file ${index}`);
      await begin(0, 5);
      for (const other of others) {
        const range = { first: 0, totalBytes: other.length };
        const sending = storage.partials.append(sha1Of(other), breakingOff('another'), range);
        await expect(sending).rejects.toThrow('cut');
      }
      const kept = others.filter((other) => storage.partials.offsetOf(sha1Of(other)) !== 0);
      expect(kept.length).toBeLessThanOrEqual(defaultTransferLimits.maxPartials);
      expect(kept).toContain(others.at(-1));
    });
  });

  it('what was disposed of leaves nothing, whatever it was', async () => {
    const range = { first: 0, totalBytes: 5 };
    const staged = await storage.partials.append(sha1, bodyOf('other'), range);
    expect(staged.sha1).toBe(sha1Of('other'));
    await staged.dispose();
    expect(storage.partials.offsetOf(sha1)).toBe(0);
    await finish(0);
  });
}
