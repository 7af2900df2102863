import { expect, it } from 'vitest';
import { encodeRecords } from '../../lib/journal/record.ts';
import { createMemoryDisk } from '../support/disk/memory-disk.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { lengthOnDisk } from './length-on-disk.ts';

const records = ['a', 'b', 'c'].map(
  (stem) => ({ op: 'PUT', name: nameOf(stem, stem), seconds: 7 }) as const,
);
const [first, second] = records;

function diskWith(peers: unknown): ReturnType<typeof createMemoryDisk> {
  const disk = createMemoryDisk();
  disk.write('journal/0000000000000005.log', encodeRecords(records));
  disk.write('peers.json', JSON.stringify(peers));
  return disk;
}

it('what is pending for a peer is what the journal has from its position on, and what is deferred', () => {
  const disk = diskWith({ 'http://a': { position: 7, deletions: 5, setAside: [first] } });
  expect(lengthOnDisk(disk, 'http://a')).toBe(2);
});

it('a peer that is new gets the whole journal, and once what is deferred for any other', () => {
  const disk = diskWith({
    'http://a': { position: 8, deletions: 8, setAside: [first, second] },
    'http://b': { position: 8, deletions: 8, setAside: [second] },
  });
  expect(lengthOnDisk(disk, 'http://c')).toBe(3 + 2);
  expect(lengthOnDisk(createMemoryDisk(), 'http://c')).toBe(0);
});
