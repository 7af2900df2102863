/** Directories, copies that are vouched for, and what is found on the disk. */
export const storage = [
  {
    name: 'a directory that an upload makes is not synced',
    promise: 'I1',
    file: 'lib/directory-tree.ts',
    from: `        await sync(parent);
`,
    to: '',
  },
  {
    name: 'a directory counts as durable although its sync failed',
    promise: 'I1',
    file: 'lib/directory-tree.ts',
    from: `        await sync(parent);
        remember(path);`,
    to: `        remember(path);
        await sync(parent);`,
  },
  {
    name: 'a directory that is found there counts as durable',
    promise: 'I1',
    file: 'lib/directory-tree.ts',
    from: `        await files.makeDirectory(path);
        await sync(parent);`,
    to: '        if (await files.makeDirectory(path)) await sync(parent);',
  },
  {
    name: 'a directory is removed under an upload that is in it',
    promise: 'I6',
    file: 'lib/directory-tree.ts',
    from: `      if (visitors.has(path)) return;
`,
    to: '',
  },
  {
    name: 'an upload never leaves its directory',
    promise: 'API: directories left empty go',
    file: 'lib/staged-file.ts',
    from: `      if (left !== undefined) tree.leave(left.directory);
`,
    to: '',
  },
  {
    name: 'a directory that a deletion leaves empty stays',
    promise: 'API: directories left empty go',
    file: 'lib/remove-file.ts',
    from: `  await tree.prune(directory);
`,
    to: '',
  },
  {
    name: 'the parents of a directory stay when another deletion has just removed it',
    promise: 'API: directories left empty go',
    file: 'lib/remove-file.ts',
    from: '  await tree.prune(directory);',
    to: '  if ((await parts.files.lookUp(directory)) !== undefined) await tree.prune(directory);',
  },
  {
    name: 'a directory called like a stored file is spelled like one',
    promise: 'I1, I5: both files on all nodes',
    file: 'lib/disk-path.ts',
    from: 'return isStampedSegment(stem) ? segment + suffix : segment;',
    to: 'return isStampedSegment(stem) && stem !== segment ? segment + suffix : segment;',
  },
  {
    name: 'a directory called like an escaped one is not escaped itself',
    promise: 'I2: a deletion takes one file',
    file: 'lib/disk-path.ts',
    from: '  while (stem.endsWith(suffix)) stem = stem.slice(0, -suffix.length);\n',
    to: '',
  },
  {
    name: 'a file in the old spelling is not found',
    promise: 'I1',
    file: 'lib/disk-directories.ts',
    from: "return (await files.lookUp(path))?.kind === 'directory';",
    to: "return (await files.lookUp(path))?.kind === 'other';",
  },
  {
    name: 'a deletion takes one of two copies',
    promise: 'I2',
    file: 'lib/remove-file.ts',
    from: 'if (await removeFrom(parts, spelled, path)) existed = true;',
    to: 'if (!existed && (await removeFrom(parts, spelled, path))) existed = true;',
  },
  {
    name: 'a directory that gives way is not synced at its new name',
    promise: 'I1',
    file: 'lib/directory-mover.ts',
    from: '    await sync(parentPath(to));\n',
    to: '',
  },
  {
    name: 'older copies go before the newer ones are durable',
    promise: 'I1',
    file: 'lib/directory-mover.ts',
    from: `    await sync(to);
    for (const double of doubles) await files.remove(double);
    await files.removeDirectory(from);`,
    to: `    for (const double of doubles) await files.remove(double);
    await files.removeDirectory(from);
    await sync(parentPath(from));`,
  },
  {
    name: 'an older copy takes the place of a newer one',
    promise: 'I3',
    file: 'lib/directory-mover.ts',
    from: "if (there?.kind === 'file') return false;",
    to: '',
  },
  {
    name: 'a damaged copy counts as sound',
    promise: 'I1',
    file: 'lib/file-storage.ts',
    from: '(await hashFile(createSha1, file, status.sizeBytes)) === partsOf(name).sha1',
    to: '(await hashFile(createSha1, file, status.sizeBytes)).length > 0',
  },
  {
    name: 'a copy is known by its inode alone',
    promise: 'I3',
    file: 'lib/verified-copies.ts',
    from: `      voucher?.inode === status.inode &&
      voucher.sizeBytes === status.sizeBytes &&
      voucher.modifiedMs === status.modifiedMs;`,
    to: '      voucher?.inode === status.inode;',
  },
  {
    name: 'a copy is known by its size and time alone',
    promise: 'I3',
    file: 'lib/verified-copies.ts',
    from: 'voucher?.inode === status.inode &&',
    to: 'voucher !== undefined &&',
  },
  {
    name: 'a verified copy is trusted for ever',
    promise: 'I3',
    file: 'lib/verified-copies.ts',
    from: 'return Math.abs(clock.nowMs() - voucher.verifiedAtMs) < trustedMs;',
    to: 'return true;',
  },
  {
    name: 'a clock set back keeps a copy trusted for longer',
    promise: 'I3',
    file: 'lib/verified-copies.ts',
    from: 'Math.abs(clock.nowMs() - voucher.verifiedAtMs)',
    to: '(clock.nowMs() - voucher.verifiedAtMs)',
  },
  {
    name: 'a durable copy that is read has to be settled once more',
    promise: 'API: PUT 302, nothing is written twice',
    file: 'lib/verified-copies.ts',
    from: 'settled: settled || wasSettled,',
    to: 'settled,',
  },
  {
    name: 'memory of verified copies grows without end',
    promise: 'I6',
    file: 'lib/verified-copies.ts',
    from: 'if (vouchers.size > rememberedCopies && oldest !== undefined) vouchers.delete(oldest);',
    to: 'if (vouchers.size < 0 && oldest !== undefined) vouchers.delete(oldest);',
  },
  {
    name: 'a copy that is found to be damaged stays settled',
    promise: 'I1',
    file: 'lib/file-storage.ts',
    from: `        verified.forget(name);
        log.error`,
    to: '        log.error',
  },
];
