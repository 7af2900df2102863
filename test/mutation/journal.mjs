/** What is written to the journal, read from it, and dropped from it. */
export const journal = [
  {
    name: 'a record is acknowledged before it is synced',
    promise: 'I1',
    file: 'lib/disk/append-file.ts',
    from: `    try {
      await file.sync();
    } catch`,
    to: `    try {
      file.sync().catch(() => undefined);
    } catch`,
  },
  {
    name: 'a failed sync is retried on the same descriptor',
    promise: 'I1',
    file: 'lib/disk/append-file.ts',
    from: `      broken = true;
      throw error;`,
    to: '      await file.sync();',
  },
  {
    name: 'a file counts as durable after a sync of it failed',
    promise: 'I1',
    file: 'lib/disk/append-file.ts',
    from: `      broken = true;
      throw error;`,
    to: '      throw error;',
  },
  {
    name: 'records are appended to a segment after a sync of it failed',
    promise: 'I1',
    file: 'lib/journal/segment-writer.ts',
    from: 'active?.broken === false ? active',
    to: 'active !== undefined ? active',
  },
  {
    name: 'a torn record stays where the next one is written',
    promise: 'I1',
    file: 'lib/disk/append-file.ts',
    from: `      await cutBack();
`,
    to: '',
  },
  {
    name: 'the cut of a torn record removes the end of the last complete one',
    promise: 'I1',
    file: 'lib/disk/append-file.ts',
    from: 'await file.truncate(sizeBytes);',
    to: 'await file.truncate(sizeBytes - 1);',
  },
  {
    name: 'a file whose cut failed stays in use',
    promise: 'I1',
    file: 'lib/disk/append-file.ts',
    from: `    } catch {
      broken = true;
    }`,
    to: '    } catch {}',
  },
  {
    name: 'a new file is renamed before it is synced',
    promise: 'I1',
    file: 'lib/disk/append-file.ts',
    from: `    await file.sync();
    const { inode }`,
    to: '    const { inode }',
  },
  {
    name: 'the directory of a new file is not synced',
    promise: 'I1',
    file: 'lib/disk/append-file.ts',
    from: `    await files.syncDirectory(parentPath(path));
`,
    to: '',
  },
  {
    name: 'a segment that was begun twice counts twice',
    promise: 'I1',
    file: 'lib/journal/segments.ts',
    from: 'if (current.count > 0) sealed.push(current);',
    to: 'sealed.push(current);',
  },
  {
    name: 'a record is not written again when its segment fails',
    promise: 'design §4: rewrite',
    file: 'lib/journal/segment-writer.ts',
    from: '      await writeToNewSegment(bytes);',
    to: '      throw error;',
  },
  {
    name: 'a segment is read beyond the beginning of the next one',
    promise: 'I1',
    file: 'lib/journal/scan-segments.ts',
    from: 'const isPastEnd = firstSequence + segment.count >= nextSequence;',
    to: 'const isPastEnd = false;',
  },
  {
    name: 'a torn record at the end of a segment counts as complete',
    promise: 'I1',
    file: 'lib/journal/scan-segments.ts',
    from: 'if (!line.complete || isPastEnd)',
    to: 'if (isPastEnd)',
  },
  {
    name: 'a record with a flipped bit counts as intact',
    promise: 'I2',
    file: 'lib/journal/record.ts',
    from: 'if (checksum !== ',
    to: 'if (checksum.length > checksumLength + 1 && checksum !== ',
  },
  {
    name: 'a record is read before it is published',
    promise: 'I1',
    file: 'lib/journal/high-water-mark.ts',
    from: '    return firstUnpublished;',
    to: '    return Math.max(firstUnpublished, nextSequence());',
  },
  {
    name: 'a batch is read beyond the first unpublished record',
    promise: 'I1',
    file: 'lib/journal/cursor.ts',
    from: 'readFrom(segment, Math.min(endOf(segment), view.highWaterMark()))',
    to: 'readFrom(segment, endOf(segment))',
  },
  {
    name: 'the position of a cursor is past what was read ahead',
    promise: 'I1',
    file: 'lib/journal/cursor.ts',
    from: 'position: () => buffer[taken]?.sequence ?? sequence,',
    to: 'position: () => sequence,',
  },
  {
    name: 'what was read ahead is not counted',
    promise: 'I7',
    file: 'lib/journal/cursor.ts',
    from: 'segments.countFrom(kind, sequence) + buffer.length - taken',
    to: 'segments.countFrom(kind, sequence)',
  },
  {
    name: 'a line that two chunks share loses its beginning',
    promise: 'I1',
    file: 'lib/disk/read-lines.ts',
    from: 'rest = join(rest, chunk.subarray(start));',
    to: 'rest = chunk.subarray(start);',
  },
  {
    name: 'a cursor returns records of the other kind, too',
    promise: 'I7',
    file: 'lib/journal/cursor.ts',
    from: 'if (at >= sequence && isOfKind(segment, kind, at)) {',
    to: 'if (at >= sequence) {',
  },
  {
    name: 'records of both kinds are counted as left',
    promise: 'I7',
    file: 'lib/journal/segment.ts',
    from: "return kind === 'DELETE' ? deleted : end - first - deleted;",
    to: "return kind === 'DELETE' ? deleted : end - first;",
  },
  {
    name: 'an unreadable record has no sequence number',
    promise: 'I7',
    file: 'lib/journal/scan-segments.ts',
    from: '      const sequence = addRecord(segment, operation !== undefined);\n',
    to: `      if (operation === undefined && !isUpload) continue;
      const sequence = addRecord(segment, operation !== undefined);
`,
  },
];
