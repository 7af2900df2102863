/** Directories of the storage, and how they are spelled on disk. */
export const directories = [
  {
    name: 'a directory that an upload makes is not synced',
    promise: 'I1',
    file: 'lib/layout/directory-tree.ts',
    from: `    await sync(parentPath(path));
`,
    to: '',
  },
  {
    name: 'a directory counts as durable although its sync failed',
    promise: 'I1',
    file: 'lib/layout/directory-tree.ts',
    from: `    await sync(parentPath(path));
    durable.set(path, true);`,
    to: `    durable.set(path, true);
    await sync(parentPath(path));`,
  },
  {
    name: 'a directory that is found there counts as durable',
    promise: 'I1',
    file: 'lib/layout/directory-tree.ts',
    from: 'if (isMade) await freeSpace.reserveEntry();',
    to: `if (isMade) await freeSpace.reserveEntry();
    else durable.set(path, true);`,
  },
  {
    name: 'a directory is removed while an upload is in it',
    promise: 'I6',
    file: 'lib/layout/directory-tree.ts',
    from: `    if (refCounts.has(path)) return 'stays';
`,
    to: '',
  },
  {
    name: 'work on one directory delays work on all others',
    promise: 'I6',
    file: 'lib/layout/directory-tree.ts',
    from: 'await locks.withLock(path, () => step(path));',
    to: "await locks.withLock('', () => step(path));",
  },
  {
    name: 'a deletion waits for the upload that makes its directory',
    promise: 'I6',
    file: 'lib/layout/directory-tree.ts',
    from: `        if (refCounts.has(path)) return;
`,
    to: '',
  },
  {
    name: 'deep names use all threads of the disk',
    promise: 'I6',
    file: 'lib/layout/directory-tree.ts',
    from: 'return levels <= deepLevels ? work()',
    to: 'return levels > 0 ? work()',
  },
  {
    name: 'directories are made for a client that has disconnected',
    promise: 'I6',
    file: 'lib/layout/directory-tree.ts',
    from: `        if (signal?.aborted) throw new ClientGoneError('The client is gone.');
`,
    to: '',
  },
  {
    name: 'the directories of a name take no free space',
    promise: 'API: PUT 507',
    file: 'lib/layout/directory-tree.ts',
    from: 'if (isMade) await freeSpace.reserveEntry();',
    to: 'void isMade;',
  },
  {
    name: 'a directory that a deletion leaves empty stays',
    promise: 'API: directories left empty go',
    file: 'lib/storage/file-remover.ts',
    from: `    await tree.prune(directory);
`,
    to: '',
  },
  {
    name: 'the parents of a directory stay when another deletion has just removed it',
    promise: 'API: directories left empty go',
    file: 'lib/storage/file-remover.ts',
    from: '    await tree.prune(directory);',
    to: '    if ((await files.stat(directory)) !== undefined) await tree.prune(directory);',
  },
  {
    name: 'a directory called like a stored file is spelled like one',
    promise: 'I1, I5: both files on all nodes',
    file: 'lib/layout/disk-path.ts',
    from: 'return isStampedSegment(stem) ? segment + suffix : segment;',
    to: 'return isStampedSegment(stem) && stem !== segment ? segment + suffix : segment;',
  },
  {
    name: 'a directory called like an escaped one is not escaped itself',
    promise: 'I2: a deletion takes one file',
    file: 'lib/layout/disk-path.ts',
    from: '  while (stem.endsWith(suffix)) stem = stem.slice(0, -suffix.length);\n',
    to: '',
  },
  {
    name: 'a file in the old spelling is not found',
    promise: 'I1',
    file: 'lib/layout/disk-directories.ts',
    from: "return (await files.stat(path))?.kind === 'directory';",
    to: "return (await files.stat(path))?.kind === 'other';",
  },
  {
    name: 'a deletion removes one of two copies only',
    promise: 'I2',
    file: 'lib/storage/file-remover.ts',
    from: '      attempt(removeFrom(spelled, spelled + name.slice(directory.length))),',
    to: '      existed ? Promise.resolve() : attempt(removeFrom(spelled, spelled + name.slice(directory.length))),',
  },
  {
    name: 'a directory that gives way is not synced at its new name',
    promise: 'I1',
    file: 'lib/layout/directory-mover.ts',
    from: '    await sync(parentPath(to));\n',
    to: '',
  },
  {
    name: 'older copies are removed before the newer ones are durable',
    promise: 'I1',
    file: 'lib/layout/directory-mover.ts',
    from: `    await sync(to);
    for (const duplicate of duplicates) await files.remove(duplicate);
    await files.removeDirectory(from);`,
    to: `    for (const duplicate of duplicates) await files.remove(duplicate);
    await files.removeDirectory(from);
    await sync(parentPath(from));`,
  },
  {
    name: 'what was moved is not synced where the next file could not be moved',
    promise: 'I1',
    file: 'lib/layout/directory-mover.ts',
    from: '      await sync(to).catch(() => undefined);\n',
    to: '',
  },
  {
    name: 'an older copy replaces a newer one',
    promise: 'I3',
    file: 'lib/layout/directory-mover.ts',
    from: "if (found?.kind === 'file') return false;",
    to: '',
  },
];
