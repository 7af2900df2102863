/** What a reader gets. */
export const reading = [
  {
    name: 'the last chunk is sent before the hash of the file agrees',
    promise: 'I3',
    file: 'lib/storage/read-content.ts',
    from: `          if (position === span.end) {
            verification?.finish(verification.hasher.digest());
            await close();
          }
          controller.enqueue(bytes);
          if (position === span.end) controller.close();`,
    to: `          controller.enqueue(bytes);
          if (position === span.end) {
            verification?.finish(verification.hasher.digest());
            await close();
            controller.close();
          }`,
  },
  {
    name: 'a file is not verified when it is read',
    promise: 'I3',
    file: 'lib/storage/file-reader.ts',
    from: 'return isNeeded ? createCheck(name, status, scan) : undefined;',
    to: 'return isNeeded && status.sizeBytes < 0 ? createCheck(name, status, scan) : undefined;',
  },
  {
    name: 'a file that does not match its name counts as verified',
    promise: 'I3',
    file: 'lib/storage/verification.ts',
    from: 'if (sha1 === partsOf(name).sha1)',
    to: 'if (sha1.length === partsOf(name).sha1.length)',
  },
  {
    name: 'a small file is sent before its hash agrees',
    promise: 'I3',
    file: 'lib/storage/read-content.ts',
    from: `    verification?.finish(verification.hasher.digest());
    return bytes;`,
    to: '    return bytes;',
  },
  {
    name: 'a small file that became shorter is sent as if it were complete',
    promise: 'I3',
    file: 'lib/storage/read-content.ts',
    from: 'if (bytes.length !== sizeBytes)',
    to: 'if (bytes.length > sizeBytes)',
  },
  {
    name: 'the length of a range is one byte short',
    promise: 'API: GET 206',
    file: 'handlers/get-file.ts',
    from: 'const lengthBytes = range.last - range.first + 1;',
    to: 'const lengthBytes = range.last - range.first;',
  },
  {
    name: 'the last byte of a range is missing',
    promise: 'API: GET 206',
    file: 'lib/storage/stored-file.ts',
    from: 'streamSpan(file, { first, end: last + 1 }, readers)',
    to: 'streamSpan(file, { first, end: last }, readers)',
  },
  {
    name: 'a range may end behind the file',
    promise: 'API: GET 206',
    file: 'lib/http/byte-range.ts',
    from: 'Math.min(last, sizeBytes - 1)',
    to: 'Math.min(last, sizeBytes)',
  },
  {
    name: 'a range that begins at the end of the file can be satisfied',
    promise: 'API: GET 416',
    file: 'lib/http/byte-range.ts',
    from: 'if (first >= sizeBytes)',
    to: 'if (first > sizeBytes)',
  },
  {
    name: 'a range that is the whole file is not verified',
    promise: 'I3',
    file: 'handlers/get-file.ts',
    from: 'const isWhole = lengthBytes === file.sizeBytes;',
    to: 'const isWhole = lengthBytes > file.sizeBytes;',
  },
  {
    name: 'a tag that does not match gets 304',
    promise: 'API: GET 304',
    file: 'lib/http/preconditions.ts',
    from: 'return matchesWeakly(ifNoneMatch, file.sha1) ? 304 : 200;',
    to: 'return 304;',
  },
  {
    name: 'a corrupt text counts as verified once its type was found out',
    promise: 'I3',
    file: 'lib/storage/file-reader.ts',
    from: '      finish(hasher.digest());\n',
    to: '      verified.markVerified(name, status, {});\n',
  },
  {
    name: 'a character that is cut between chunks is compared with bytes of a later chunk',
    promise: 'API: GET Content-Type',
    file: 'lib/transfers/text-scan.ts',
    from: 'begun = new Uint8Array(rest.subarray(end));',
    to: 'begun = rest.subarray(end);',
  },
  {
    name: 'the tag of a proxy that compresses satisfies If-Match',
    promise: 'API: GET 412',
    file: 'lib/http/entity-tag.ts',
    from: '(tag) => !tag.weak && tag.value === sha1',
    to: "(tag) => !tag.weak && tag.value.replace(codingSuffix, '') === sha1",
  },
  {
    name: 'HEAD heeds a Range',
    promise: 'API: HEAD 200',
    file: 'handlers/get-file.ts',
    from: "method === 'HEAD' ? null : headers.get('range')",
    to: "method === 'PUT' ? null : headers.get('range')",
  },
  {
    name: 'a range of another file is sent in spite of If-Range',
    promise: 'API: GET 206',
    file: 'lib/http/preconditions.ts',
    from: 'if (ifRange === null) return true;',
    to: "if (ifRange !== '') return true;",
  },
  {
    name: 'a file stays open when the response is a rejection',
    promise: 'I6',
    file: 'handlers/get-file.ts',
    from: `    await file.close();
    throw error;`,
    to: '    throw error;',
  },
  {
    name: 'a reader that has disconnected still counts among those that share the memory',
    promise: 'I6',
    file: 'lib/storage/read-content.ts',
    from: `    readers.delete(file);
`,
    to: '',
  },
  {
    name: 'a file stays open when its reader disconnects',
    promise: 'I6',
    file: 'lib/storage/read-content.ts',
    from: 'cancel: close,',
    to: 'cancel: () => undefined,',
  },
];
