/** What clients may use of a node. */
export const limits = [
  {
    name: 'an upload whose length does not fit is received until the disk is full',
    promise: 'API: PUT 507',
    file: 'handlers/uploads/stage-body.ts',
    from: `  await storage.checkSpace(sizeBytes);
`,
    to: '',
  },
  {
    name: 'a body without a length may fill the disk',
    promise: 'API: PUT 507',
    file: 'lib/storage/staging.ts',
    from: `    await freeSpace.reserve(chunk.length);
`,
    to: '',
  },
  {
    name: "the free space on the queue's disk is not checked",
    promise: 'API: PUT 507',
    file: 'lib/journal/file-journal.ts',
    from: `      await parts.freeSpace.reserve(recordBytes);
`,
    to: '',
  },
  {
    name: 'a disk without statfs accepts no uploads',
    promise: 'API: PUT 507',
    file: 'lib/disk/free-space.ts',
    from: `    } catch {
      return unlimited;`,
    to: `    } catch {
      return { bytes: 0, inodes: 0 };`,
  },
  {
    name: 'what was reserved since the last statfs does not count',
    promise: 'API: PUT 507',
    file: 'lib/disk/free-space.ts',
    from: "if (mode === 'reserve') reserved = add(",
    to: "if (mode !== 'reserve') reserved = add(",
  },
  {
    name: 'there is no statfs near the end of the free space',
    promise: 'API: PUT 507',
    file: 'lib/disk/free-space.ts',
    from: 'return isFresh && fits(add(reserved, wanted), half);',
    to: 'return isFresh && fits(add(reserved, wanted), available);',
  },
  {
    name: 'uploads take the last inodes',
    promise: 'API: PUT 507',
    file: 'lib/disk/free-space.ts',
    from: 'inodes: totalInodes === 0 ? Infinity : freeInodes - keptInodes,',
    to: 'inodes: totalInodes === 0 ? Infinity : freeInodes,',
  },
  {
    name: 'a disk with dynamic inodes accepts no uploads',
    promise: 'API: PUT 507',
    file: 'lib/disk/free-space.ts',
    from: 'inodes: totalInodes === 0 ? Infinity : freeInodes - keptInodes,',
    to: 'inodes: freeInodes - keptInodes,',
  },
  {
    name: 'a clock set back keeps the free space from being measured',
    promise: 'API: PUT 507',
    file: 'lib/disk/free-space.ts',
    from: 'ageMs >= 0 && ageMs < statIntervalMs',
    to: 'ageMs < statIntervalMs',
  },
  {
    name: 'the record of a copy that was found there may take the last free space',
    promise: 'API: DELETE on a full disk',
    file: 'lib/scrub/adopt-found.ts',
    from: `  if (!isRecorded) await journal.checkBallast();
`,
    to: '',
  },
  {
    name: 'a deletion of a stored file counts as one of an unknown name',
    promise: 'API: DELETE 200',
    file: 'handlers/delete-file.ts',
    from: '      if (isRemoved) ctx.unknownDeleteLimit.refund(spare);\n',
    to: '',
  },
  {
    name: 'a token that was not acquired is refunded',
    promise: 'API: DELETE 429',
    file: 'handlers/delete-file.ts',
    from: `  await file.close();
  return 0;`,
    to: `  await file.close();
  return tokens;`,
  },
  {
    name: 'the deletions of peers are limited',
    promise: 'I2',
    file: 'handlers/delete-file.ts',
    from: `  if (caller.isPeer) return 0;
`,
    to: '',
  },
  {
    name: 'a long name costs no more than a short one',
    promise: 'API: DELETE 429',
    file: 'lib/tombstones/tombstone-cost.ts',
    from: 'return Math.max(utf8.encode(name).length / bytesPerToken, 1);',
    to: 'return 1;',
  },
  {
    name: 'a name costs less than its UTF-8',
    promise: 'API: DELETE 429',
    file: 'lib/tombstones/tombstone-cost.ts',
    from: 'return Math.max(utf8.encode(name).length / bytesPerToken, 1);',
    to: 'return Math.max(name.length / bytesPerToken, 1);',
  },
  {
    name: 'clients without a secret upload and delete without a limit',
    promise: 'API: DELETE 429',
    file: 'handlers/delete-file.ts',
    from: 'return isTrusted ? tokens : 0;',
    to: 'return tokens;',
  },
  {
    name: 'clients without a secret delete stored files without a limit',
    promise: 'API: DELETE 429',
    file: 'handlers/delete-file.ts',
    from: `  if (!isTrusted) throw tooMany();
`,
    to: '',
  },
  {
    name: 'a file that is opened before it is deleted stays open',
    promise: 'I6',
    file: 'handlers/delete-file.ts',
    from: `  await file.close();
  return 0;`,
    to: '  return 0;',
  },
  {
    name: 'a clock set back removes tokens that were available',
    promise: 'API: DELETE 429',
    file: 'lib/concurrency/token-bucket.ts',
    from: 'Math.max(nowMs - filledAtMs, 0)',
    to: '(nowMs - filledAtMs)',
  },
  {
    name: 'tokens accumulate without a limit in a quiet time',
    promise: 'API: DELETE 429',
    file: 'lib/concurrency/token-bucket.ts',
    from: 'tokens = Math.min(tokens + (passedMs * perSecond) / 1000, capacity);',
    to: 'tokens = tokens + (passedMs * perSecond) / 1000;',
  },
  {
    name: 'the names of peers are limited',
    promise: 'I1',
    file: 'handlers/uploads/put-file.ts',
    from: 'if (!caller.isPeer) checkStampedName(ctx);',
    to: 'if (stored === undefined || !caller.isOffer) checkStampedName(ctx);',
  },
  {
    name: 'a name is measured without its stamp',
    promise: 'API: PUT 400',
    file: 'handlers/uploads/store-stamped.ts',
    from: '  checkNameLimits(stamped.name, config);',
    to: '  checkNameLimits(name, config);',
  },
];
