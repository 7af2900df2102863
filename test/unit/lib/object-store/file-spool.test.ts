import { expect, it } from 'vitest';
import { createFileSpool } from '../../../../lib/object-store/file-spool.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { bytesOf, textOf } from '../../../support/disk/small-files.ts';
import { collect } from '../../../support/objects/object-bodies.ts';

it('a spool on a disk keeps bodies until they are removed, or until the next start', async () => {
  const disk = createMemoryDisk();
  const files = disk.mount();
  await createFileSpool(files).recover();
  const spool = createFileSpool(files);
  const [one, other] = [await spool.begin(), await spool.begin()];
  await one.write(bytesOf('one '));
  await one.write(bytesOf('two'));
  const content = await one.finish();
  expect(content.sizeBytes).toBe(7);
  for (const _ of [1, 2]) expect(textOf(await collect(content.read()))).toBe('one two');
  expect(await files.list('spool')).toHaveLength(2);
  await one.remove();
  await one.remove();
  await expect(collect(content.read())).rejects.toThrow('vanished');
  await other.write(bytesOf('x'));
  expect(await files.list('spool')).toHaveLength(1);
  await createFileSpool(files).recover();
  expect(await files.list('spool')).toEqual([]);
});
