import { expect, it } from 'vitest';
import {
  arePositionsInPlace,
  readPositions,
  writePositions,
} from '../../../../lib/pending/peer-positions.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const setAside = [
  { op: 'PUT', name: nameOf('a', 'x'), seconds: 7, from: '00000000000000aa' },
  { op: 'DELETE', name: nameOf('b', 'x'), seconds: 8 },
] as const;

it('positions read back after a power cut as they were saved, each URL a peer of its own', async () => {
  const disk = createMemoryDisk();
  expect(await readPositions(disk.mount(), silentLog)).toEqual(new Map());
  expect(await arePositionsInPlace(disk.mount())).toBe(false);
  const positions = new Map([
    ['http://10.1.1.12:80', { position: 3, setAside }],
    ['http://10.1.11.2:80', { position: 5, deletions: 9, setAside: [] }],
  ]);
  await writePositions(disk.mount(), positions);
  expect(disk.openFileCount).toBe(0);
  disk.crash();
  expect(await arePositionsInPlace(disk.mount())).toBe(true);
  expect(await readPositions(disk.mount(), silentLog)).toEqual(positions);
});

it.each([
  ['no JSON', '{'],
  ['null', 'null'],
  ['a peer that is a text', '{"http://b": "x"}'],
  ['a position that is no number', '{"http://b": {"position": "1", "setAside": []}}'],
  [
    'deletions that are no number',
    '{"http://b": {"position": 1, "deletions": "2", "setAside": []}}',
  ],
  ['no list', '{"http://b": {"position": 1}}'],
  ['an operation that is none', '{"http://b": {"position": 1, "setAside": [{"op": "PUT"}]}}'],
])('a file with %s is reported, and counts as none', async (_what, text) => {
  const disk = createMemoryDisk();
  disk.write('peers.json', text);
  const lines: string[] = [];
  const note = (message: string): void => void lines.push(message);
  const log = { error: note, warn: note, debug: note };
  expect(await readPositions(disk.mount(), log)).toEqual(new Map());
  expect(disk.paths()).toEqual(['peers.json.bad']);
  expect(lines).toEqual([
    'peers.json is unreadable; sending the whole journal to every peer again',
  ]);
});
