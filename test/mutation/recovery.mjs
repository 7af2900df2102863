/** What a start makes of what a crash, or the Python version, left behind. */
export const recovery = [
  {
    name: 'the staging directory is not emptied at the start',
    promise: 'I4',
    file: 'lib/storage/staging.ts',
    from: 'await files.remove(',
    to: 'void (',
  },
  {
    name: 'the last segment is not rewritten at the start',
    promise: 'I1',
    file: 'lib/journal/recover-logs.ts',
    from: `const active = await unlessDiskFull(ballast, () =>
    reopenSegmentFile(files, firstSequence, last.intactBytes),
  );`,
    to: 'const active = undefined as AppendFile | undefined;',
  },
  {
    name: 'the last segment is neither rewritten nor synced at the start',
    promise: 'I1',
    file: 'lib/journal/open-journal.ts',
    from: `    active = await recoverLastSegment(options, scanned.at(-1));
`,
    to: '',
  },
  {
    name: 'the cut of a torn tail removes the end of the last complete record',
    promise: 'I1',
    file: 'lib/journal/scan-segments.ts',
    from: 'intactBytes = line.end;',
    to: 'intactBytes = line.end - 1;',
  },
  {
    name: 'the cut of a torn tail leaves one byte of it',
    promise: 'I1',
    file: 'lib/journal/segment-file.ts',
    from: 'readChunks(files, path, sizeBytes)',
    to: 'readChunks(files, path, sizeBytes + 1)',
  },
  {
    name: 'of a long segment only the first chunk is rewritten at the start',
    promise: 'I1',
    file: 'lib/journal/segment-file.ts',
    from: 'for (let position = 0; position < sizeBytes; position += chunkBytes) {',
    to: 'for (let position = 0; position < sizeBytes; position += sizeBytes) {',
  },
  {
    name: 'a file that can not be removed is recorded again once for each of its records',
    promise: 'I6',
    file: 'lib/startup/finish-deletions.ts',
    from: `      if (recordedAgain.has(name)) return;
`,
    to: '',
  },
  {
    name: 'names beyond the first batch are not removed at the start',
    promise: 'I2',
    file: 'lib/startup/finish-deletions.ts',
    from: `    portion = new Set();
`,
    to: `    return;
`,
  },
  {
    name: 'deletions that only the journal records are forgotten at the start',
    promise: 'I2',
    file: 'lib/journal/scan-segments.ts',
    from: 'if (operation !== undefined && sequence >= loggedBefore) tombstones.add(operation.name);',
    to: '',
  },
  {
    name: 'deletion.log is trusted at the start beyond what its index covers',
    promise: 'I2',
    file: 'lib/tombstones/open-tombstones.ts',
    from: 'tombstoneLog.noteDurable(index.coveredBytes());',
    to: 'tombstoneLog.noteDurable(tombstoneLog.sizeBytes());',
  },
  {
    name: 'a torn last line of deletion.log is a tombstone',
    promise: 'I1',
    file: 'lib/tombstones/tombstone-log.ts',
    from: "const endsMidLine = writer === 'legacy' && ",
    to: 'const endsMidLine = ',
  },
  {
    name: 'the last line of a legacy deletion.log is lost if its newline is missing',
    promise: 'API §5: takes over everything',
    file: 'lib/tombstones/tombstone-log.ts',
    from: '  if (endsMidLine && file !== undefined) intactBytes = file.sizeBytes;\n',
    to: '',
  },
  {
    name: 'a deleted file that was not removed before the restart stays on the disk',
    promise: 'I2',
    file: 'lib/startup/open-node.ts',
    from: `    await finishDeletions(node, options.unfinishedDeletes ?? []);
`,
    to: '',
  },
  {
    name: 'the removal of a file that is absent at the start is not made durable',
    promise: 'I2',
    file: 'lib/storage/file-remover.ts',
    from: 'left.length > 0 ? left : group.slice(0, 1)',
    to: 'left',
  },
  {
    name: 'a legacy entry is removed before its record is durable',
    promise: 'I1',
    file: 'lib/startup/import-legacy-queue.ts',
    from: `  try {
    await record(options, operation);`,
    to: `  await files.remove(path);
  try {
    await record(options, operation);`,
  },
  {
    name: 'an unreadable legacy entry is removed',
    promise: 'API §5: takes over everything',
    file: 'lib/startup/import-legacy-queue.ts',
    from: "    log.warn('a queue entry of the Python version is unreadable; it is left in place', { path });",
    to: '    await files.remove(path);',
  },
  {
    name: 'a legacy entry that does not fit is removed',
    promise: 'I1',
    file: 'lib/startup/import-legacy-queue.ts',
    from: `the disk is full', { path });
    return false;`,
    to: "the disk is full', { path });",
  },
  {
    name: 'an imported legacy deletion leaves its file',
    promise: 'I2',
    file: 'lib/startup/import-legacy-queue.ts',
    from: "    if (op === 'DELETE') await storage.remove(name);",
    to: '',
  },
];
