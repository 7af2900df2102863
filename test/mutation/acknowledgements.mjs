/** An acknowledgement that is sent too early, or is not true: a client or a peer forgets then. */
export const acknowledgements = [
  {
    name: 'an upload is acknowledged before its bytes are synced',
    promise: 'I1',
    file: 'lib/storage/staging.ts',
    from: `      await file.sync();
`,
    to: '',
  },
  {
    name: 'an upload is acknowledged before its directory is synced',
    promise: 'I1',
    file: 'lib/storage/staged-file.ts',
    from: '        await layout.sync(destination.directory);',
    to: '        layout.sync(destination.directory).catch(() => undefined);',
  },
  {
    name: 'the directory of an upload is not synced',
    promise: 'I1',
    file: 'lib/storage/staged-file.ts',
    from: '        await layout.sync(destination.directory);',
    to: '',
  },
  {
    name: 'a file gets its name before the journal has its record',
    promise: 'I1',
    file: 'handlers/uploads/store-file.ts',
    from: `  await staged.prepare(name, signal);
  const record = await ctx.journal.append(toOperation('PUT', name, ctx));
  try {
    await staged.commit({ replacing: copy });
  } catch (error) {
    // Another node was faster.
    if (error instanceof NameDeletedError) return undefined;
    throw error;
  } finally {
    record.publish();
  }`,
    to: `  await staged.prepare(name, signal);
  await staged.commit({ replacing: copy });
  const record = await ctx.journal.append(toOperation('PUT', name, ctx));
  record.publish();`,
  },
  {
    name: 'a record is published before its file has a name',
    promise: 'I1',
    file: 'handlers/uploads/store-file.ts',
    from: `  try {
    await staged.commit({ replacing: copy });
  } catch (error) {
    // Another node was faster.
    if (error instanceof NameDeletedError) return undefined;
    throw error;
  } finally {
    record.publish();
  }`,
    to: `  record.publish();
  await staged.commit({ replacing: copy });`,
  },
  {
    name: 'the record of an upload that failed stays unpublished',
    promise: 'I5',
    file: 'handlers/uploads/store-file.ts',
    from: `  try {
    await staged.commit({ replacing: copy });
  } catch (error) {
    // Another node was faster.
    if (error instanceof NameDeletedError) return undefined;
    throw error;
  } finally {
    record.publish();
  }`,
    to: `  await staged.commit({ replacing: copy });
  record.publish();`,
  },
  {
    name: 'a copy found there gets a 302 although it is not known to be durable',
    promise: 'I1',
    file: 'handlers/uploads/store-file.ts',
    from: "      await adoptFound(toOperation('PUT', name, ctx), ctx);\n",
    to: '',
  },
  {
    name: 'a copy found there gets a 302 without a record for the peers',
    promise: 'I1',
    file: 'lib/scrub/adopt-found.ts',
    from: 'const isRecorded = journal.hasRecorded(upload.name);',
    to: "const isRecorded = journal.hasRecorded(upload.name) || upload.name !== '';",
  },
  {
    name: 'a copy found there is recorded again, although its upload is on record',
    promise: 'I5',
    file: 'lib/scrub/adopt-found.ts',
    from: 'const isRecorded = journal.hasRecorded(upload.name);',
    to: "const isRecorded = journal.hasRecorded(upload.name) && upload.name === '';",
  },
  {
    name: 'a copy found there, whose upload is on record, gets a 302 before it is durable',
    promise: 'I1',
    file: 'lib/scrub/adopt-found.ts',
    from: '  if (!isRecorded) await journal.checkBallast();',
    to: `  if (isRecorded) return;
  await journal.checkBallast();`,
  },
  {
    name: 'a copy found there is recorded, but not synced',
    promise: 'I1',
    file: 'lib/scrub/adopt-found.ts',
    from: '    await storage.adopt(upload.name);',
    to: '',
  },
  {
    name: 'a copy found there counts as committed before its directory is synced',
    promise: 'I1',
    file: 'lib/storage/found-copies.ts',
    from: `      await layout.sync(parentPath(diskPath(name)));
      verified.markVerified(name, status, { committed: true });`,
    to: `      verified.markVerified(name, status, { committed: true });
      await layout.sync(parentPath(diskPath(name)));`,
  },
  {
    name: 'the bytes of a copy found there are not synced',
    promise: 'I1',
    file: 'lib/storage/found-copies.ts',
    from: `      await syncFile(file, status);
`,
    to: '',
  },
  {
    name: 'the directories above a copy found there are not synced',
    promise: 'I1',
    file: 'lib/storage/found-copies.ts',
    from: '    await layout.tree.ensure(directory);',
    to: '    layout.tree.retain(directory);',
  },
  {
    name: 'an upload counts as committed before its directory is synced',
    promise: 'I1',
    file: 'lib/storage/staged-file.ts',
    from: `      await move(destination);
`,
    to: `      await move(destination);
      verified.markVerified(destination.name, dated, { committed: true });
`,
  },
  {
    name: 'a copy that was only read counts as durable and recorded',
    promise: 'I1',
    file: 'lib/storage/file-reader.ts',
    from: 'verified.markVerified(name, status, { isUtf8: scan?.isUtf8() })',
    to: 'verified.markVerified(name, status, { committed: true })',
  },
  {
    name: 'a failed flush is reported to none of its callers',
    promise: 'I1',
    file: 'lib/concurrency/group-commit.ts',
    from: 'return flush(items);',
    to: 'return flush(items).catch(() => undefined);',
  },
  {
    name: 'a caller joins a flush that has already begun',
    promise: 'I1',
    file: 'lib/concurrency/group-commit.ts',
    from: `    waiting = [];
    next = undefined;
    return flush(items);`,
    to: `    return flush(items).then(() => {
      waiting = [];
      next = undefined;
    });`,
  },
];
