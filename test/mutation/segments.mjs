/** When a segment of the journal may be dropped. */
export const segments = [
  {
    name: 'a segment is dropped with one record that a peer has not acknowledged',
    promise: 'I1',
    file: 'lib/journal/segments.ts',
    from: 'endOf(segment) > position);',
    to: 'endOf(segment) > position + 1);',
  },
  {
    name: 'a segment is dropped although one of its records is unpublished',
    promise: 'I2',
    file: 'lib/journal/high-water-mark.ts',
    from: 'keepFrom: () => Math.min(position(), firstToRedo),',
    to: 'keepFrom: () => firstToRedo,',
  },
  {
    name: 'the current segment is dropped like any other',
    promise: 'I1',
    file: 'lib/journal/segments.ts',
    from: 'return kept === -1 ? sealed.slice() :',
    to: 'return kept === -1 ? [...sealed, current].filter((one) => endOf(one) <= position) :',
  },
  {
    name: 'full segments are dropped before the positions of the peers are known',
    promise: 'I1',
    file: 'lib/journal/file-journal.ts',
    from: 'let acknowledged = parts.hasPeers ? 0 : Infinity;',
    to: 'let acknowledged = Infinity;',
  },
  {
    name: 'segments are dropped when the first of the peers has them, not the last',
    promise: 'I1',
    file: 'lib/replication/peer-set.ts',
    from: 'await journal.compact(Math.min(',
    to: 'await journal.compact(Math.max(',
  },
  {
    name: 'segments are dropped before the positions that no longer need them are saved',
    promise: 'I1',
    file: 'lib/replication/peer-set.ts',
    from: `    await options.positions.save(positions);
`,
    to: `    await journal.compact(Math.min(...[...positions.values()].map((peer) => peer.position)));
    await options.positions.save(positions);
`,
  },
  {
    name: 'positions that could not be saved count as saved',
    promise: 'I1',
    file: 'lib/pending/positions-file.ts',
    from: `      await ballast.releaseIfFull(() => writePositions(files, positions));
      written = text;`,
    to: `      written = text;
      await ballast.releaseIfFull(() => writePositions(files, positions));`,
  },
  {
    name: 'a segment with unreadable lines is removed',
    promise: 'docs/failure-modes.md: unreadable lines',
    file: 'lib/journal/segment-file.ts',
    from: 'if (segment.unreadable > 0) await files.rename',
    to: 'if (segment.unreadable < 0) await files.rename',
  },
  {
    name: 'records found to be unreadable since the start do not keep their segment',
    promise: 'docs/failure-modes.md: unreadable lines',
    file: 'lib/journal/cursor.ts',
    from: `    segments.noteUnreadable(segment, unreadable);
`,
    to: '',
  },
  {
    name: 'tombstones are not written again when the queue directory was removed',
    promise: 'I2',
    file: 'lib/journal/directory-recovery.ts',
    from: `      await tombstones.restore(segments.nextSequence());
`,
    to: '',
  },
  {
    name: 'files stay committed when the journal that recorded them vanished',
    promise: 'I1',
    file: 'lib/startup/open-directories.ts',
    from: `      storage.invalidateAll();
`,
    to: '',
  },
  {
    name: 'the ballast counts as held after it was spent',
    promise: 'API: DELETE on a full disk',
    file: 'lib/disk/ballast.ts',
    from: `      held = false;
`,
    to: '',
  },
  {
    name: 'an upload is admitted while the ballast is not held',
    promise: 'API: DELETE on a full disk',
    file: 'handlers/uploads/stage-body.ts',
    from: `  await journal.checkSpace();
`,
    to: '',
  },
  {
    name: 'the ballast is acquired by the first upload, not at the start',
    promise: 'API: DELETE on a full disk',
    file: 'lib/journal/open-journal.ts',
    from: `    await ballast.acquire();
`,
    to: '',
  },
  {
    name: 'the ballast is a file of one byte',
    promise: 'API: DELETE on a full disk',
    file: 'lib/disk/ballast.ts',
    from: 'new Uint8Array(sizeBytes).fill(0x20)',
    to: 'new Uint8Array(1).fill(0x20)',
  },
  {
    name: 'positions are not saved again when the queue directory vanished',
    promise: 'I1',
    file: 'lib/pending/positions-file.ts',
    from: 'if (text === written && (await arePositionsInPlace(files))) return;',
    to: 'if (text === written) return;',
  },
  {
    name: 'a queue directory that vanished is made again by the next operation only',
    promise: 'API §4: created again when they vanish',
    file: 'lib/replication/peer-set.ts',
    from: `    await journal.ensureInPlace();
`,
    to: '',
  },
  {
    name: 'a segment is dropped when the uploads in it are acknowledged, not the deletions',
    promise: 'I2',
    file: 'lib/replication/peer-set.ts',
    from: 'return [position, deletions];',
    to: 'return [position, Math.max(position, deletions)];',
  },
];
