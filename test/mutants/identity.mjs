/** Which storage directory the queue's records speak of. */
export const identity = [
  {
    name: 'a storage directory that is not the remembered one is served from',
    promise: 'I1',
    file: 'lib/storage-identity.ts',
    from: 'if (saved !== undefined) return found !== saved;',
    to: 'if (saved !== undefined) return false;',
  },
  {
    name: 'an empty directory is taken for the storage where no id was saved yet',
    promise: 'I1',
    file: 'lib/storage-identity.ts',
    from: 'return isEmpty && (await options.expectsFiles());',
    to: 'return false;',
  },
  {
    name: 'an id that is only visible is remembered',
    promise: 'L6',
    file: 'lib/storage-identity.ts',
    from: "for (const directory of [workingDirectory, '']) await storage.syncDirectory(directory);",
    to: '',
  },
  {
    name: 'what is pending is dropped while the storage is not mounted',
    promise: 'I1',
    file: 'lib/deliver.ts',
    from: "if (await storage.isInPlace()) return 'needless';",
    to: "await storage.isInPlace();\n  if (storage !== undefined) return 'needless';",
  },
  {
    name: 'a file of a storage that is not mounted is said to be absent',
    promise: 'I7',
    file: 'handlers/get-file.ts',
    from: 'ctx.health.isStorageMissing ? storageMissing() : notFound(',
    to: 'notFound(',
  },
  {
    name: 'an upload is stored under the mount point of a disk that is not mounted',
    promise: 'I1',
    file: 'lib/storage-identity.ts',
    from: 'beforeRemake: refuseAnother,',
    to: 'beforeRemake: async () => undefined,',
  },
  {
    name: 'a storage that was made again drops what is pending with the next start',
    promise: 'I1',
    file: 'lib/storage-identity.ts',
    from: 'hasLostFiles ||= isRemoved && options.hasPending();',
    to: '',
  },
  {
    name: 'a storage that took no id is missed after an upload that a crash cut',
    promise: 'L6',
    file: 'lib/storage-identity.ts',
    from: '    if (saved === unsaved) return false;\n',
    to: '',
  },
];
