/** A deletion that is acknowledged too early, forgotten, or half done. */
export const deletions = [
  {
    name: 'a file deleted while its disk is not mounted comes back with it',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: 'if (isRemoved || !(await mayComeBack(ctx)))',
    to: 'if (isRemoved || ctx !== undefined)',
  },
  {
    name: 'a deletion is acknowledged before its record is durable',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: `await ctx.journal.append(toOperation('DELETE', parts.name, ctx));
    let redo = true;
    try {
      const isRemoved = await ctx.storage.remove(parts.name);
      if (isRemoved || !(await mayComeBack(ctx))) redo = false;
      if (isRemoved) ctx.unknownDeleteLimit.refund(spare);
      return isRemoved;
    } finally {
      record.publish({ redo });
    }`,
    to: `ctx.journal.append(toOperation('DELETE', parts.name, ctx));
    record.then((unpublished) => unpublished.publish(), () => undefined);
    return await ctx.storage.remove(parts.name);`,
  },
  {
    name: 'a file is removed before the journal has the record of its deletion',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: `await ctx.journal.append(toOperation('DELETE', parts.name, ctx));
    let redo = true;
    try {
      const isRemoved = await ctx.storage.remove(parts.name);
      if (isRemoved || !(await mayComeBack(ctx))) redo = false;
      if (isRemoved) ctx.unknownDeleteLimit.refund(spare);
      return isRemoved;
    } finally {
      record.publish({ redo });
    }`,
    to: `await ctx.storage.remove(parts.name).then(async (isRemoved) => {
      const operation = toOperation('DELETE', parts.name, ctx);
      return { isRemoved, unpublished: await ctx.journal.append(operation) };
    });
    record.unpublished.publish();
    return record.isRemoved;`,
  },
  {
    name: 'a name counts as deleted while the sync of its record is in progress',
    promise: 'I2',
    file: 'lib/journal/file-journal.ts',
    from: `      const entry: Entry = { operation, sequence: 0 };
`,
    to: `      const entry: Entry = { operation, sequence: 0 };
      if (operation.op === 'DELETE') tombstones.add(operation.name);
`,
  },
  {
    name: 'a deletion that came from a peer is not recorded',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: 'if (await ctx.tombstones.has(parts.name)) return',
    to: 'if ((await ctx.tombstones.has(parts.name)) || ctx.caller.isPeer) return',
  },
  {
    name: 'the deletion of an unknown name is not recorded',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: 'if (await ctx.tombstones.has(parts.name)) return',
    to: `const copy = await ctx.storage.stateOf(parts.name);
    if ((await ctx.tombstones.has(parts.name)) || copy === 'absent') return`,
  },
  {
    name: 'a deletion with If-Match is recorded although the file is not here',
    promise: 'API: DELETE 412',
    file: 'lib/http/write-preconditions.ts',
    from: "isHere ? isExcludedVersion(headers, named) : isSent(headers, 'if-match')",
    to: 'isHere && isExcludedVersion(headers, named)',
  },
  {
    name: 'a deletion does not lock its name',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: 'await ctx.nameLocks.withLock(parts.name, async () => {',
    to: 'await ((_name: string, work: () => Promise<boolean>) => work())(parts.name, async () => {',
  },
  {
    name: 'a deletion takes another lock than an upload of the same name',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: 'await ctx.nameLocks.withLock(parts.name, async () => {',
    to: "await ctx.nameLocks.withLock((parts.name + '.') as typeof parts.name, async () => {",
  },
  {
    name: 'the removal of a file is not synced',
    promise: 'I2',
    file: 'lib/storage/file-remover.ts',
    from: '      await ifThere(sync(directory));',
    to: '',
  },
  {
    name: 'the removal of a file that is gone already is not synced',
    promise: 'I2',
    file: 'lib/storage/file-remover.ts',
    from: '      await ifThere(sync(directory));',
    to: '      if (existed) await ifThere(sync(directory));',
  },
  {
    name: 'a deletion whose file could not be removed counts as finished',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: 'let redo = true;',
    to: 'let redo = false;',
  },
  {
    name: 'the record of an unfinished deletion is dropped like any other',
    promise: 'I2',
    file: 'lib/journal/high-water-mark.ts',
    from: 'keepFrom: () => Math.min(position(), firstToRedo),',
    to: 'keepFrom: position,',
  },
  {
    name: 'a deleted file that could not be removed is still served',
    promise: 'I2',
    file: 'handlers/get-file.ts',
    from: 'parts === undefined || (await isDeleted(parts, ctx))',
    to: `parts === undefined) throw notFound();
  const copy = await ctx.storage.stateOf(parts.name);
  if ((await ctx.tombstones.has(parts.name)) && copy === 'absent'`,
  },
  {
    name: 'a tombstone is logged in deletion.log after its segment was dropped',
    promise: 'I2',
    file: 'lib/journal/drop-segments.ts',
    from: `  await logTombstones(parts);
  await recorded.keep(dropped.map(({ uploads }) => uploads));
  segments.noteUploadsSavedBefore(position);
  for (const segment of dropped) {
    await removeSegmentFile(files, segment);
    segments.dropBefore(endOf(segment));
  }
`,
    to: `  await recorded.keep(dropped.map(({ uploads }) => uploads));
  segments.noteUploadsSavedBefore(position);
  for (const segment of dropped) {
    await removeSegmentFile(files, segment);
    segments.dropBefore(endOf(segment));
  }
  await parts.tombstones.record(segments.nextSequence());
`,
  },
  {
    name: 'the tombstones in a segment are dropped with it',
    promise: 'I2',
    file: 'lib/journal/drop-segments.ts',
    from: `  await ballast.releaseIfFull(() => tombstones.record(segments.nextSequence()));
`,
    to: '',
  },
  {
    name: 'a deletion recorded since the start is not noted for deletion.log',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-store.ts',
    from: '      recent.add(name);\n',
    to: '',
  },
  {
    name: 'a segment is dropped while the sync of deletion.log is in progress',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-log.ts',
    from: 'for (const chunk of toChunks(names)) await file?.append(chunk);',
    to: 'for (const chunk of toChunks(names)) file?.append(chunk).catch(() => undefined);',
  },
  {
    name: 'a name is looked for in the last part of a large set only',
    promise: 'I2',
    file: 'lib/collections/large-set.ts',
    from: 'return parts.some((part) => part.has(value));',
    to: 'return last.has(value);',
  },
  {
    name: 'the set of deleted names holds no more than one part',
    promise: 'I2',
    file: 'lib/collections/large-set.ts',
    from: '        parts.push(last);\n',
    to: '',
  },
  {
    name: 'deletion.log is appended to after a sync of it failed',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-log.ts',
    from: 'const isUsable = isDurable && file?.broken === false && (await file.isInPlace());',
    to: 'const isUsable = isDurable && (await file?.isInPlace()) === true;',
  },
  {
    name: 'deletion.log is appended to where no restart would look for it',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-log.ts',
    from: ' && (await file.isInPlace());',
    to: ';',
  },
  {
    name: 'an upload may use the ballast',
    promise: 'API: DELETE on a full disk',
    file: 'lib/journal/segment-writer.ts',
    from: `    if (isUrgent) await ballast.releaseIfFull(() => write(bytes));
    else await write(bytes);`,
    to: '    await ballast.releaseIfFull(() => write(bytes));',
  },
  {
    name: 'a deletion may not use the ballast',
    promise: 'API: DELETE on a full disk',
    file: 'lib/journal/segment-writer.ts',
    from: 'if (isUrgent) await ballast.releaseIfFull(() => write(bytes));',
    to: 'if (isUrgent) await write(bytes);',
  },
  {
    name: 'the last names of a long deletion.log are not written',
    promise: 'I2',
    file: 'lib/tombstones/tombstone-log.ts',
    from: 'for (let at = 0; at < names.length; at += namesPerChunk) {',
    to: 'for (let at = 0; at === 0 || at + namesPerChunk < names.length; at += namesPerChunk) {',
  },
];
