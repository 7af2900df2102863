import { beforeEach, expect, it } from 'vitest';
import { WrongOffsetError } from '../../../../lib/errors/domain-errors.ts';
import type { FileStorage } from '../../../../lib/storage/file-storage.ts';
import type { StagedFile } from '../../../../lib/storage/storage.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf, openTestStorage } from '../../../support/disk/open-test-storage.ts';
import { textOf } from '../../../support/disk/small-files.ts';
import { bodyOf } from '../../../support/http/body-of.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const content = 'a large file';
const sha1 = sha1Of(content);
const name = nameOf('file', content);

let disk: MemoryDisk;

beforeEach(() => {
  disk = createMemoryDisk();
});

async function append(storage: FileStorage, first: number, end: number): Promise<StagedFile> {
  async function* cut(): AsyncGenerator<Uint8Array> {
    yield* bodyOf(content.slice(first, end));
    if (end < content.length) throw new Error('cut');
  }
  return await storage.partials.append(sha1, cut(), { first, totalBytes: content.length });
}

async function store(staged: StagedFile): Promise<void> {
  await staged.prepare(name);
  await staged.commit({ replacing: 'absent' });
  await staged.dispose();
}

it('what a failed sync has left of a transfer is written again by the next process', async () => {
  const before = await openTestStorage({ files: disk.mount() });
  let hasFailed = false;
  disk.intercept = ({ operation, path }) => {
    hasFailed ||= operation === 'sync' && path.startsWith('.cockatiel/partial/');
    if (hasFailed) throw systemError('EIO', path);
  };
  await expect(append(before, 0, 7)).rejects.toThrow('cut');
  expect(before.partials.offsetOf(sha1)).toBe(0);
  disk.intercept = () => undefined;
  disk.kill();

  const storage = await openTestStorage({ files: disk.mount() });
  expect(storage.partials.offsetOf(sha1)).toBe(7);
  await store(await append(storage, 7, content.length));
  expect(disk.openFileCount).toBe(0);
  disk.crash();
  expect(textOf(disk.read(name) as Uint8Array)).toBe(content);
});

it('what can not be read again of it is sent again', async () => {
  await expect(append(await openTestStorage({ files: disk.mount() }), 0, 7)).rejects.toThrow();
  disk.kill();
  const storage = await openTestStorage({ files: disk.mount() });
  // Somebody cuts it after it was opened.
  disk.intercept = ({ operation, path }) => {
    if (operation === 'remove' && path.endsWith(sha1)) disk.truncate(path, 3);
  };
  await expect(append(storage, 7, content.length)).rejects.toThrow(WrongOffsetError);
  disk.intercept = () => undefined;
  expect(storage.partials.offsetOf(sha1)).toBe(3);
  await store(await append(storage, 3, content.length));
  expect(disk.openFileCount).toBe(0);
  expect(textOf(disk.read(name) as Uint8Array)).toBe(content);
});
