/** What is known of recorded uploads once their records are gone. */
export const recorded = [
  {
    name: 'uploads in segments that are kept are unknown after a restart',
    promise: 'I5',
    file: 'lib/journal/scan-segments.ts',
    from: 'if (name !== undefined) recorded.add(name, segment.uploads);',
    to: 'if (name === undefined) recorded.add(line.bytes, segment.uploads);',
  },
  {
    name: 'uploads are unknown once their segment is gone',
    promise: 'I5',
    file: 'lib/journal/drop-segments.ts',
    from: `  await recorded.keep(dropped.map(({ uploads }) => uploads));
`,
    to: '',
  },
  {
    name: 'uploads count as recorded although the journal is gone',
    promise: 'I1',
    file: 'lib/journal/directory-recovery.ts',
    from: `    await recorded.clear();
`,
    to: '',
  },
  {
    name: 'the file of recorded uploads outlives a lost journal',
    promise: 'I1',
    file: 'lib/journal/recorded-uploads.ts',
    from: `await orLog(() => recordedLog.remove());
    },`,
    to: `await orLog(() => recordedLog.close());
    },`,
  },
  {
    name: 'uploads whose records can not be read count as recorded',
    promise: 'I1',
    file: 'lib/journal/cursor.ts',
    from: `    view.onUnreadable(segment);
`,
    to: '',
  },
  {
    name: 'what was recorded before the last start is lost when the file is rewritten',
    promise: 'I5',
    file: 'lib/journal/recorded-log.ts',
    from: 'for await (const chunk of chunks) yield filter(chunk);',
    to: 'for await (const chunk of chunks) yield filter(chunk.subarray(0, 0));',
  },
  {
    name: 'records are appended to a file that was removed',
    promise: 'I5',
    file: 'lib/journal/recorded-log.ts',
    from: 'file?.broken === true || (await file?.isInPlace()) === false',
    to: 'file?.broken === true',
  },
  {
    name: 'a fingerprint that had to move is lost when another one is deleted',
    promise: 'I5',
    file: 'lib/collections/fingerprint-table.ts',
    from: 'if (fromHome < fromHole) continue;',
    to: 'if (fromHome <= capacity) continue;',
  },
  {
    name: 'a name with a quote is read only up to it',
    promise: 'I5',
    file: 'lib/journal/record.ts',
    from: 'if (end !== -1 && line[end - 1] !== backslash)',
    to: 'if (end !== -1)',
  },
  {
    name: 'a file that could be sent to no peer counts as sent when it is back',
    promise: 'I1',
    file: 'lib/delivery/deliver.ts',
    from: '    journal.forgetRecorded(name);\n',
    to: '',
  },
];
