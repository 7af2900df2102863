/** The index of the tombstones on the disk, and their fingerprints in memory. */
export const tombstoneIndex = [
  {
    name: 'the index of another log is used',
    promise: 'I2',
    file: 'lib/tombstones/open-runs.ts',
    from: 'const isFit = await fitsLog(options, opened.runs);',
    to: 'const isFit = true;',
  },
  {
    name: 'the index of a longer log is used',
    promise: 'I2',
    file: 'lib/tombstones/open-runs.ts',
    from: ' && last.to <= tombstoneLog.sizeBytes();',
    to: ';',
  },
  {
    name: 'an index that was written before the log was written again is not noted as such',
    promise: 'start: the log is not written again',
    file: 'lib/tombstones/tombstone-index.ts',
    from: 'await replace(last, { ...span, from: last.from });',
    to: 'await replace(last, last);',
  },
  {
    name: 'a corrupt run is used',
    promise: 'I2',
    file: 'lib/tombstones/run-format.ts',
    from: `  if (!isIntact) return undefined;
`,
    to: '',
  },
  {
    name: 'a run under the name of another stretch is used',
    promise: 'I2',
    file: 'lib/tombstones/pack-runs.ts',
    from: 'return span?.from === from && span.to === to ? { ...span, path, count, file } : undefined;',
    to: 'return span && { ...span, path, count, file };',
  },
  {
    name: 'the fingerprints of a corrupt run stay in memory',
    promise: 'repair: the digest is true',
    file: 'lib/tombstones/open-runs.ts',
    from: `  return await loadRuns(
    options,
    found.filter((runFile) => runFile !== corrupt),
  );
`,
    to: `  const first = runs.slice(0, runs.indexOf(undefined));
  return { runs: first.filter((run) => run !== undefined), fingerprints };
`,
  },
  {
    name: 'runs behind a gap are used',
    promise: 'I2',
    file: 'lib/tombstones/open-runs.ts',
    from: 'if (runFile.from === endOf(chain)) chain.push(runFile);',
    to: 'if (runFile.from >= endOf(chain)) chain.push(runFile);',
  },
  {
    name: 'a run that was merged is used in place of the merged one',
    promise: 'start: the log is not written again',
    file: 'lib/tombstones/open-runs.ts',
    from: 'a.from - b.from || b.to - a.to',
    to: 'a.from - b.from || a.to - b.to',
  },
  {
    name: 'entries are lost when an index could not be written',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-index.ts',
    from: `      await runs.add(await writeRun(files, span, [held.sorted()]));
      held = createEntryList();
`,
    to: `      const entries = held.sorted();
      held = createEntryList();
      await runs.add(await writeRun(files, span, [entries]));
`,
  },
  {
    name: 'a name is looked for in the last run only',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-index.ts',
    from: 'for (const run of current) {',
    to: 'for (const run of current.slice(-1)) {',
  },
  {
    name: 'names that are not covered yet are not looked for',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-index.ts',
    from: `        for (const offset of held.find(fingerprint)) if (await isRight(offset)) return true;
`,
    to: '',
  },
  {
    name: 'of names with one fingerprint only the first is looked at',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-index.ts',
    from: `            if (await isRight(offset)) return true;
`,
    to: `            return await isRight(offset);
`,
  },
  {
    name: 'a run is not sorted',
    promise: 'I2',
    file: 'lib/tombstones/entry-list.ts',
    from: `      order.sort((one, other) => compareEntries(view, one * entryBytes, view, other * entryBytes));
`,
    to: '',
  },
  {
    name: 'a run that was cut counts as one without the name',
    promise: 'I2',
    file: 'lib/tombstones/find-in-run.ts',
    from: `  if (bytes.length < count * entryBytes) throw new Error('A file of deletion.index was cut.');
`,
    to: '',
  },
  {
    name: 'the rest of the longer run is lost when two are merged',
    promise: 'I2',
    file: 'lib/tombstones/merge-runs.ts',
    from: `  yield right;
  yield* rights;
`,
    to: '',
  },
  {
    name: 'two runs that were merged are in use no more',
    promise: 'I2',
    file: 'lib/tombstones/run-set.ts',
    from: '(run === pair[0] ? merged : run === pair[1] ? [] : run)',
    to: '(run === pair[0] || run === pair[1] ? [] : run)',
  },
  {
    name: 'a merge that is stopped leaves half a run',
    promise: 'I2',
    file: 'lib/tombstones/run-merger.ts',
    from: `if (isStopped) throw new Error('The merging was stopped.');`,
    to: 'if (isStopped) return;',
  },
  {
    name: 'a merged run covers what is behind it',
    promise: 'I2',
    file: 'lib/tombstones/run-merger.ts',
    from: '{ ...newer, from: older.from },',
    to: '{ ...(runs.list().at(-1) ?? newer), from: older.from },',
  },
  {
    name: 'runs are never merged',
    promise: 'I6',
    file: 'lib/tombstones/run-merger.ts',
    from: 'runs.list().length <= fewRuns',
    to: 'runs.list().length > fewRuns',
  },
  {
    name: 'fingerprints of the last group are not found',
    promise: 'I2',
    file: 'lib/collections/packed-fingerprints.ts',
    from: `      beginGroup(groupCount);
`,
    to: '',
  },
  {
    name: 'a fingerprint in two runs counts twice',
    promise: 'repair: the digest is true',
    file: 'lib/collections/packed-fingerprints.ts',
    from: `      if (isLast(middle, low)) return;
`,
    to: '',
  },
  {
    name: 'the carry of a packed sum is lost',
    promise: 'repair: the digest is true',
    file: 'lib/collections/packed-fingerprints.ts',
    from: ' + Math.floor(low / wordRange)',
    to: '',
  },
  {
    name: 'a name that is in the index is added to the digest again',
    promise: 'repair: the digest is true',
    file: 'lib/names/name-digest.ts',
    from: 'if (packed.has(fingerprint) || !added.add(fingerprint)) return false;',
    to: 'if (!added.add(fingerprint)) return false;',
  },
  {
    name: 'names in the index are not in the digest',
    promise: 'repair: the digest is true',
    file: 'lib/names/name-digest.ts',
    from: '[packed, added].flatMap',
    to: '[added].flatMap',
  },
];
