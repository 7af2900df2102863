/** Copies that are verified, and what is found on the disk. */
export const storage = [
  {
    name: 'deep names wait in the order in which they came',
    promise: 'I6',
    file: 'lib/concurrency/weighted-limit.ts',
    from: 'other.weight > weight',
    to: 'other.weight > Infinity',
  },
  {
    name: 'work that fails keeps its slot',
    promise: 'I6',
    file: 'lib/concurrency/weighted-limit.ts',
    from: `    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next.begin();
    }`,
    to: `    const result = await work();
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next.begin();
    return result;`,
  },
  {
    name: 'an upload never leaves its directory',
    promise: 'API: directories left empty go',
    file: 'lib/storage/staged-file.ts',
    from: `      if (left !== undefined) tree.release(left.directory);
`,
    to: '',
  },
  {
    name: 'a corrupt copy counts as intact',
    promise: 'I1',
    file: 'lib/storage/found-copies.ts',
    from: '(await hashOf(file, status)) === partsOf(name).sha1',
    to: '(await hashOf(file, status)).length > 0',
  },
  {
    name: 'a file version is known by its inode alone',
    promise: 'I3',
    file: 'lib/host/file-system.ts',
    from: 'a.inode === b?.inode && a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs',
    to: 'a.inode === b?.inode',
  },
  {
    name: 'a file version is known by its size and time alone',
    promise: 'I3',
    file: 'lib/host/file-system.ts',
    from: 'a.inode === b?.inode && ',
    to: 'b !== undefined && ',
  },
  {
    name: 'a copy stays verified for ever',
    promise: 'I3',
    file: 'lib/storage/verification-cache.ts',
    from: 'return Math.abs(clock.nowMs() - entry.verifiedAtMs) < trustedMs;',
    to: 'return true;',
  },
  {
    name: 'a clock set back keeps a copy verified for longer',
    promise: 'I3',
    file: 'lib/storage/verification-cache.ts',
    from: 'Math.abs(clock.nowMs() - entry.verifiedAtMs)',
    to: '(clock.nowMs() - entry.verifiedAtMs)',
  },
  {
    name: 'a committed copy that is read has to be adopted once more',
    promise: 'API: PUT 302, nothing is written twice',
    file: 'lib/storage/verification-cache.ts',
    from: 'committed: committed || known?.committed === true,',
    to: 'committed,',
  },
  {
    name: 'memory of verified copies grows without end',
    promise: 'I6',
    file: 'lib/storage/verification-cache.ts',
    from: 'new LRUCache<StoredName, Entry>(size)',
    to: 'new Map<StoredName, Entry>([])',
  },
  {
    name: 'a copy that is found to be corrupt stays committed',
    promise: 'I1',
    file: 'lib/storage/file-reader.ts',
    from: `    verified.invalidate(name);
`,
    to: '',
  },
];
