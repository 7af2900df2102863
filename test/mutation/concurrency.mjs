/** Work that waits for other work: what fails, or takes long, must not block what comes later. */
export const concurrency = [
  {
    name: 'one task that fails stops all that follow',
    promise: 'I6',
    file: 'lib/concurrency/mutex.ts',
    from: 'last = result.then(nothing, nothing);',
    to: 'last = result.then(nothing);',
  },
  {
    name: 'two peers send the body of one name at once',
    promise: 'API: one request an upload',
    file: 'lib/transfers/single-transfer.ts',
    from: '        await Promise.race([other.ended.promise, timeout.promise]);',
    to: '        break;',
  },
  {
    name: 'all that wait for a sender that fails send at once',
    promise: 'API: one request an upload',
    file: 'lib/transfers/single-transfer.ts',
    from: '      return begin(name);\n',
    to: '      await undefined;\n      return begin(name);\n',
  },
  {
    name: 'a sender that never ends keeps all others waiting',
    promise: 'I6',
    file: 'lib/transfers/single-transfer.ts',
    from: `        if (other.progress.isStalled()) break;
`,
    to: '',
  },
  {
    name: 'a lock is forgotten while somebody waits for it',
    promise: 'I2',
    file: 'lib/concurrency/keyed-mutex.ts',
    from: 'if (lock.users === 0) locks.delete(key);',
    to: 'locks.delete(key);',
  },
  {
    name: 'a peer sends the body of a file that is stored already',
    promise: 'API: one request an upload',
    file: 'handlers/uploads/put-from-peer.ts',
    from: `    if (found !== undefined) return storedResponse(found, ctx);
`,
    to: '',
  },
  {
    name: 'a file that a peer did not read stays open',
    promise: 'I6',
    file: 'lib/delivery/deliver.ts',
    from: `  } finally {
    await file.close();
  }`,
    to: `  } finally {
  }`,
  },
];
