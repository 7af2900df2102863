/** Tombstones whose names are on the disk: what finds them there. */
export const tombstones = [
  {
    name: 'a name with the fingerprint of a deleted one counts as deleted',
    promise: 'design §11: a fingerprint that matches is verified',
    file: 'lib/tombstones/tombstone-store.ts',
    from: "return recent.has(name) || (await find(name)) !== 'absent';",
    to: 'return true;',
  },
  {
    name: 'any name in the log with the fingerprint is the right one',
    promise: 'design §11: a fingerprint that matches is verified',
    file: 'lib/tombstones/tombstone-store.ts',
    from: 'return found === name;',
    to: 'return true;',
  },
  {
    name: 'a name whose line in the log is corrupt counts as not deleted',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-store.ts',
    from: 'if (found === undefined || !isOf(found, fingerprint)) changedAt = offset;',
    to: '',
  },
  {
    name: 'a deletion whose fingerprint is known counts as logged',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-store.ts',
    from: "if (found !== 'logged') missing.push(name);",
    to: 'if (!isLookedFor) missing.push(name);',
  },
  {
    name: 'a name whose line in the log is corrupt is not logged again',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-store.ts',
    from: "if (found !== 'logged') missing.push(name);",
    to: "if (found === 'absent') missing.push(name);",
  },
  {
    name: 'names leave memory before they are logged',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-store.ts',
    from: '      await coverLogged(await tombstoneLog.append(await notLogged()), sequence);\n',
    to: `      const names = await notLogged();
      recent = createLargeSet();
      await coverLogged(await tombstoneLog.append(names), sequence);
`,
  },
  {
    name: 'the index covers a log that may not be durable',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-store.ts',
    from: 'if (tombstoneLog.isDurable()) await index.cover(end, sequence);',
    to: 'await index.cover(end, sequence);',
  },
  {
    name: 'the rest of a log behind the index is not read',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-store.ts',
    from: `  await coverRest(index.sequence());
`,
    to: '',
  },
  {
    name: 'names that only the journal has are not listed',
    promise: 'repair: what is missing is sent',
    file: 'lib/tombstones/tombstone-store.ts',
    from: '      yield* added;\n',
    to: '',
  },
  {
    name: 'the index is not written to a directory that was made again',
    promise: 'start: the log is not written again',
    file: 'lib/tombstones/tombstone-store.ts',
    from: `      await index.rewrite();
`,
    to: '',
  },
  {
    name: 'deletions of a segment count as logged by the index of another journal',
    promise: 'I2',
    file: 'lib/journal/recover-logs.ts',
    from: 'if (loggedBefore <= endOf(last)) return scanned;',
    to: 'if (loggedBefore >= 0) return scanned;',
  },
  {
    name: 'the record at the sequence number of the index counts as logged',
    promise: 'I2',
    file: 'lib/journal/scan-segments.ts',
    from: 'sequence >= loggedBefore',
    to: 'sequence > loggedBefore',
  },
  {
    name: 'deletions of all but the first segment are not finished at the start',
    promise: 'I2',
    file: 'lib/journal/read-deletions.ts',
    from: 'for (const segment of segments) yield* readSegment(files, segment);',
    to: 'for (const segment of segments.slice(0, 1)) yield* readSegment(files, segment);',
  },
  {
    name: 'a cached response outlives the deletion of its file until the next stat',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-store.ts',
    from: 'return digest.size;',
    to: 'return 0;',
  },
];
