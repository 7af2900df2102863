/** What is kept of copies that do not match their names. */
export const quarantine = [
  {
    name: 'an upload is dropped because the start could not list the copies in quarantine',
    promise: 'I7',
    file: 'lib/delivery/deliver.ts',
    from: '  await storage.quarantined.ensureListed();\n',
    to: '',
  },
  {
    name: 'a file that was replaced meanwhile is quarantined',
    promise: 'I1',
    file: 'lib/quarantine/quarantine.ts',
    from: "if (found === undefined || formatVersion(found.status) !== version) return 'changed';",
    to: "if (found === undefined) return 'changed';",
  },
  {
    name: 'a file that somebody is writing is quarantined',
    promise: 'scrub: hands in the directory',
    file: 'lib/quarantine/quarantine.ts',
    from: "if (ageMs < limits.recentMs) return 'recent';",
    to: '',
  },
  {
    name: 'a copy that is just being moved to quarantine is nowhere',
    promise: 'I7',
    file: 'lib/quarantine/quarantine.ts',
    from: `    const takeBack = index.add(name, status.sizeBytes);
    try {
      await directory.moveIn(name, path, clock.nowMs());`,
    to: `    let takeBack = (): void => undefined;
    try {
      await directory.moveIn(name, path, clock.nowMs());
      takeBack = index.add(name, status.sizeBytes);`,
  },
  {
    name: 'a copy that could not be moved counts as quarantined',
    promise: 'repair: the digest is true',
    file: 'lib/quarantine/quarantine.ts',
    from: '      takeBack();\n',
    to: '',
  },
  {
    name: 'the copies in quarantine take any number of bytes',
    promise: 'I6',
    file: 'lib/quarantine/quarantine-index.ts',
    from: 'copies >= maxCopies || bytes >= maxBytes',
    to: 'copies >= maxCopies',
  },
  {
    name: 'there is any number of copies in quarantine',
    promise: 'I6',
    file: 'lib/quarantine/quarantine-index.ts',
    from: 'copies >= maxCopies || bytes >= maxBytes',
    to: 'bytes >= maxBytes',
  },
  {
    name: 'a quarantine that is full takes no other copy of a name that it has',
    promise: 'scrub: the only copy is kept',
    file: 'lib/quarantine/quarantine-index.ts',
    from: 'ownBytes === undefined ? sizes.size : sizes.size - 1',
    to: 'ownBytes === undefined ? sizes.size : sizes.size',
  },
  {
    name: 'a quarantine that is full does not say so',
    promise: 'API: /_status',
    file: 'lib/quarantine/quarantine-index.ts',
    from: 'full: isFull(sizes.size, totalBytes),',
    to: 'full: isFull(sizes.size - 1, 0),',
  },
  {
    name: 'a quarantine that is full logs each copy that it does not take',
    promise: 'I6',
    file: 'lib/quarantine/quarantine.ts',
    from: '    wasFull = true;\n',
    to: '',
  },
  {
    name: 'a copy stays in quarantine although an intact one has come',
    promise: 'I6',
    file: 'lib/quarantine/quarantine.ts',
    from: 'return isKept ? inTurn(() => removeOrLog(name)) : done;',
    to: 'return done;',
  },
  {
    name: 'a power cut takes away the only copy when it is moved',
    promise: 'scrub: the only copy is kept',
    file: 'lib/quarantine/quarantine-directory.ts',
    from: '      await sync(to);\n',
    to: '',
  },
  {
    name: 'a power cut takes away a copy that was moved before the last restart',
    promise: 'scrub: the only copy is kept',
    file: 'lib/quarantine/quarantine-directory.ts',
    from: '      await inBatches(directories, batchSize, sync).catch(() => undefined);\n',
    to: '      directories.clear();\n',
  },
];
