import { expect, it } from 'vitest';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf, openTestStorage } from '../../../support/disk/open-test-storage.ts';
import { textOf } from '../../../support/disk/small-files.ts';
import { bodyOf } from '../../../support/http/body-of.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const content = 'a large file';
const sha1 = sha1Of(content);
const name = nameOf('file', content);

it('what a failed sync has left of a transfer is written again by the next process', async () => {
  const disk = createMemoryDisk();
  const before = await openTestStorage({ files: disk.mount() });
  let hasFailed = false;
  disk.intercept = ({ operation, path }) => {
    hasFailed ||= operation === 'sync' && path.startsWith('.cockatiel/partial/');
    if (hasFailed) throw systemError('EIO', path);
  };
  async function* cut(): AsyncGenerator<Uint8Array> {
    yield* bodyOf('a large');
    throw new Error('cut');
  }
  const range = { first: 0, totalBytes: content.length };
  await expect(before.partials.append(sha1, cut(), range)).rejects.toThrow('cut');
  expect(before.partials.offsetOf(sha1)).toBe(0);
  disk.intercept = () => undefined;
  disk.kill();

  const storage = await openTestStorage({ files: disk.mount() });
  expect(storage.partials.offsetOf(sha1)).toBe(7);
  const rest = { first: 7, totalBytes: content.length };
  const staged = await storage.partials.append(sha1, bodyOf(' file'), rest);
  await staged.prepare(name);
  await staged.commit({ replacing: 'absent' });
  disk.crash();
  expect(textOf(disk.read(name) as Uint8Array)).toBe(content);
});
