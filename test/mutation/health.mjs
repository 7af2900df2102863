/** When a node stops taking writes. */
export const health = [
  {
    name: 'a node whose disk fails again and again accepts writes for ever',
    promise: 'design §4: read-only',
    file: 'lib/disk/health.ts',
    from: "if (faults >= 2 || code === 'EROFS') becomeReadOnly(disk, code);",
    to: '',
  },
  {
    name: 'it takes a third fault to make a node read-only',
    promise: 'design §4: read-only',
    file: 'lib/disk/health.ts',
    from: 'faults >= 2',
    to: 'faults > 2',
  },
  {
    name: 'faults with successes between them make a node read-only',
    promise: 'design §4: read-only',
    file: 'lib/disk/health.ts',
    from: `noteSuccess() {
          faults = 0;`,
    to: 'noteSuccess() {',
  },
  {
    name: 'a full disk makes a node read-only',
    promise: 'API: PUT 507',
    file: 'lib/disk/health.ts',
    from: 'isDiskFull(error) || passingCodes.has(code)',
    to: 'passingCodes.has(code)',
  },
  {
    name: 'a directory that can not be opened makes a node read-only',
    promise: 'design §4: read-only',
    file: 'lib/disk/health.ts',
    from: 'if (error instanceof NotOpenedError) return;',
    to: '',
  },
  {
    name: 'a read-only node accepts uploads',
    promise: 'design §4: read-only',
    file: 'handlers/uploads/put-file.ts',
    from: `  requireWritable(health);
`,
    to: '',
  },
  {
    name: 'a read-only node accepts deletions',
    promise: 'design §4: read-only',
    file: 'handlers/delete-file.ts',
    from: `  requireWritable(ctx.health);
`,
    to: '',
  },
  {
    name: 'a copy whose sync failed is synced again and counts as durable',
    promise: 'I1',
    file: 'lib/storage/found-copies.ts',
    from: 'if (isIntact && !unsyncable.has(status.inode))',
    to: 'if (isIntact)',
  },
  {
    name: 'the faults of a directory sync are not noted',
    promise: 'design §4: read-only',
    file: 'lib/disk/directory-sync.ts',
    from: 'onDisk(health, files.syncDirectory(directory))',
    to: 'files.syncDirectory(directory)',
  },
  {
    name: 'a synced directory that is in use is forgotten like one that is not',
    promise: 'bounded sets forget what is used least recently',
    file: 'lib/disk/directory-sync.ts',
    from: 'synced.get(directory) === undefined',
    to: '!synced.has(directory)',
  },
  {
    name: 'the status does not show that a node is read-only',
    promise: 'I7',
    file: 'handlers/status/get-status.ts',
    from: 'readOnlyReason: health.readOnlyReason ?? null,',
    to: 'readOnlyReason: null,',
  },
];
