/** The total size of the stored files, which is kept without a size for each. */
const promise = 'I7: `bytes` is true';

export const storedBytes = [
  {
    name: 'an upload is not added to the total size',
    promise,
    file: 'lib/inventory/inventory.ts',
    from: 'if (stored.add(fingerprint)) bytes.add(fingerprint, sizeBytes);',
    to: 'stored.add(fingerprint);',
  },
  {
    name: 'a file that is stored already is added to the total size again',
    promise,
    file: 'lib/inventory/inventory.ts',
    from: 'if (stored.add(fingerprint)) bytes',
    to: 'stored.add(fingerprint);\n      bytes',
  },
  {
    name: 'a deletion is not subtracted from the total size',
    promise,
    file: 'lib/inventory/inventory.ts',
    from: 'if (stored.delete(fingerprint)) bytes.subtract(fingerprint, sizeBytes);',
    to: 'stored.delete(fingerprint);',
  },
  {
    name: 'the total size goes on when a file has gone by itself',
    promise,
    file: 'lib/inventory/inventory.ts',
    from: '        bytes.subtract(fingerprint, undefined);\n',
    to: '',
  },
  {
    name: 'the total size is not found out when all files are listed',
    promise,
    file: 'lib/inventory/inventory.ts',
    from: `      isComplete = true;
      removed.clear();
      bytes.invalidate();`,
    to: `      isComplete = true;
      removed.clear();`,
  },
  {
    name: 'the total size is the one from before the files were listed again',
    promise,
    file: 'lib/inventory/inventory.ts',
    from: `      stored.clear();
      removed.clear();
      bytes.invalidate();`,
    to: `      stored.clear();
      removed.clear();`,
  },
  {
    name: 'a file that is uploaded while files are counted is counted twice',
    promise,
    file: 'lib/inventory/stored-bytes.ts',
    from: "state === 'known' || counted.add(fingerprint)",
    to: "state === 'known' || counted.add(fingerprint) || true",
  },
  {
    name: 'a file that is removed before it is counted is subtracted',
    promise,
    file: 'lib/inventory/stored-bytes.ts',
    from: "if (state !== 'known' && !counted.delete(fingerprint)) return;",
    to: 'counted.delete(fingerprint);',
  },
  {
    name: 'nobody learns that the total size is unknown',
    promise,
    file: 'lib/inventory/stored-bytes.ts',
    from: "    enter('unknown');\n    onInvalidated();",
    to: "    enter('unknown');",
  },
  {
    name: 'files are counted without the lock of their names',
    promise,
    file: 'lib/inventory/count-bytes.ts',
    from: 'await nameLocks.withLock(name, () => count(name));',
    to: 'await count(name);\n    void nameLocks;',
  },
  {
    name: 'a file that nobody has adopted is counted',
    promise,
    file: 'lib/inventory/count-bytes.ts',
    from: 'if (!stored.has(fingerprint)) return;',
    to: 'void stored;',
  },
  {
    name: 'a storage that is not mounted counts as empty when files are counted',
    promise,
    file: 'lib/inventory/count-bytes.ts',
    from: 'if (!isMissing && bytes',
    to: 'if (bytes',
  },
  {
    name: 'a count whose total was invalidated ends all the same',
    promise,
    file: 'lib/inventory/count-bytes.ts',
    from: 'if (!isMissing && bytes.isCounting)',
    to: 'if (!isMissing)',
  },
  {
    name: 'files are counted all the time',
    promise: 'I6',
    file: 'lib/inventory/start-counting.ts',
    from: 'else if (leftMs() > 0)',
    to: 'else if (leftMs() > Infinity)',
  },
  {
    name: 'the total size goes on when a corrupt copy is replaced',
    promise,
    file: 'lib/inventory/tracked-storage.ts',
    from: "if (options.replacing === 'corrupt') inventory.bytes.invalidate();",
    to: '',
  },
  {
    name: 'the size of a deleted file is not asked for',
    promise,
    file: 'lib/inventory/tracked-journal.ts',
    from: 'isStored ? await askSize(storage, name) : undefined',
    to: 'isStored ? 0 : undefined',
  },
];
