/** What an upload may do to a name, and what a refused one leaves behind. */
export const uploads = [
  {
    name: 'the tombstone of a name is not checked again after the body was received',
    promise: 'I2',
    file: 'handlers/uploads/store-file.ts',
    from: `    if (!ctx.storage.knowsDeleted && (await ctx.tombstones.has(name))) return undefined;
`,
    to: '',
  },
  {
    name: 'the tombstone of a name is checked before its lock is held',
    promise: 'I2',
    file: 'handlers/uploads/store-file.ts',
    from: `  return ctx.nameLocks.withLock(name, async () => {
    if (!ctx.storage.knowsDeleted && (await ctx.tombstones.has(name))) return undefined;
`,
    to: `  const wasDeleted = ctx.tombstones.has(name);
  return ctx.nameLocks.withLock(name, async () => {
    if (await wasDeleted) return undefined;
`,
  },
  {
    name: 'an upload does not lock its name',
    promise: 'I2',
    file: 'handlers/uploads/store-file.ts',
    from: 'return ctx.nameLocks.withLock(name, async () => {',
    to: `const free: StoreContext['nameLocks']['withLock'] = (_, work) => work();
  return free(name, async () => {`,
  },
  {
    name: 'a client that sends a deleted name gets another second instead of 409',
    promise: 'API: PUT 409',
    file: 'handlers/uploads/store-stamped.ts',
    from: '  if (stored !== undefined && (await ctx.tombstones.has(stored.name))) throw deletedName();\n',
    to: '',
  },
  {
    name: 'the body of a deleted name is received before it is rejected',
    promise: 'API: PUT 409',
    file: 'handlers/uploads/put-file.ts',
    from: '  if (stored !== undefined && (await tombstones.has(stored.name))) throw deletedName();\n',
    to: '',
  },
  {
    name: 'the X-Content-SHA1 that a client sent is not compared',
    promise: 'API: PUT 400',
    file: 'handlers/uploads/stage-body.ts',
    from: 'sha1 === staged.sha1',
    to: 'sha1.length === staged.sha1.length',
  },
  {
    name: "a peer's body is not compared with the hash in its name",
    promise: 'I3',
    file: 'handlers/uploads/put-from-peer.ts',
    from: '  if (stored.sha1 !== staged.sha1) {',
    to: '  if (stored.sha1.length !== staged.sha1.length) {',
  },
  {
    name: 'a client may give its upload a stamp with the hash of something else',
    promise: 'I3',
    file: 'handlers/uploads/put-from-client.ts',
    from: 'if (stored?.sha1 === staged.sha1) {',
    to: 'if (stored !== undefined) {',
  },
  {
    name: 'a client that follows its 302 gets another one to the same place',
    promise: 'API: PUT 200',
    file: 'handlers/uploads/put-from-client.ts',
    from: 'storedResponse(outcome, ctx, false)',
    to: 'storedResponse(outcome, ctx)',
  },
  {
    name: 'a client with a signed URL is led to one without its signature',
    promise: 'API: PUT 200',
    file: 'handlers/uploads/put-from-client.ts',
    from: 'ctx.signedFor === undefined && !isUnwanted',
    to: '!isUnwanted',
  },
  {
    name: 'a copy that is saved under an old name is not stored',
    promise: 'API: PUT 200',
    file: 'handlers/uploads/put-from-client.ts',
    from: 'if (!isNow && !isRecent(stored, begunSeconds)) return undefined;',
    to: '',
  },
  {
    name: 'a client may store a file under a second that has passed',
    promise: 'API: names',
    file: 'handlers/uploads/put-from-client.ts',
    from: 'isNow ? staged : undefined',
    to: 'staged',
  },
  {
    name: 'a file that came while the body was received does not meet If-None-Match',
    promise: 'API: PUT 412',
    file: 'handlers/uploads/put-from-client.ts',
    from: 'if (outcome.status === 302 && isExcludedVersion(request.headers, stored)) {',
    to: 'if (outcome.status !== 302 && isExcludedVersion(request.headers, stored)) {',
  },
  {
    name: 'a form is stored as it was sent',
    promise: 'API: PUT 415',
    file: 'lib/http/upload-headers.ts',
    from: '  if (!isForm(headers)) return;\n',
    to: '  if (headers !== null) return;\n',
  },
  {
    name: 'an encoded body is stored where one of several codings is identity',
    promise: 'API: PUT 415',
    file: 'lib/http/upload-headers.ts',
    from: 'codings.some(',
    to: 'codings.every(',
  },
  {
    name: 'an upload is stored although its condition fails',
    promise: 'API: PUT 412',
    file: 'handlers/uploads/put-from-client.ts',
    from: '  if (dependsOnFile(request.headers)) await checkPreconditions(request, ctx);\n',
    to: '',
  },
  {
    name: 'a condition counts for a stored name whose file is not here',
    promise: 'API: PUT 412',
    file: 'handlers/uploads/put-from-client.ts',
    from: 'forbidsUpload(headers, isHere ? stored : undefined)',
    to: 'forbidsUpload(headers, isHere ? stored : stored)',
  },
  {
    name: 'a hash without quotes satisfies If-Match of an upload or a deletion',
    promise: 'API: DELETE 412',
    file: 'lib/http/entity-tag.ts',
    from: 'tag.quoted && !tag.weak',
    to: '!tag.weak',
  },
  {
    name: 'a condition tells a client that may not read whether a file is here',
    promise: 'authentication',
    file: 'handlers/uploads/put-from-client.ts',
    from: "!access.isRestricted('read') || caller.roles.has('read')",
    to: "!access.isRestricted('read') || caller.roles.has('write')",
  },
  {
    name: 'a rejected body stays in the staging directory',
    promise: 'I4',
    file: 'handlers/uploads/stage-body.ts',
    from: `  } finally {
    await staged.dispose();
  }`,
    to: `  } finally {
  }`,
  },
  {
    name: 'an aborted body stays in the staging directory',
    promise: 'I4',
    file: 'lib/storage/staging.ts',
    from: '[file.close(), files.remove(path)]',
    to: '[file.close()]',
  },
  {
    name: 'a node stops while a rejected upload is still being synced',
    promise: 'I6',
    file: 'lib/startup/open-node.ts',
    from: `        await storage.finished();
`,
    to: '',
  },
  {
    name: 'a file gets its name before its own sync is done',
    promise: 'I1',
    file: 'lib/storage/staged-file.ts',
    from: 'const status = await body.durable;',
    to: 'const status = (await files.stat(body.path)) as Awaited<typeof body.durable>;',
  },
  {
    name: 'a file whose directory could not be synced keeps its name',
    promise: 'I4',
    file: 'lib/storage/staged-file.ts',
    from: "if (replacing === 'absent') await files.remove(destination.path);",
    to: '',
  },
  {
    name: 'a sync that fails removes the intact copy with the corrupt one',
    promise: 'I1',
    file: 'lib/storage/staged-file.ts',
    from: "if (replacing === 'absent') await files.remove(destination.path);",
    to: 'await files.remove(destination.path);',
  },
  {
    name: 'the directories made for a rejected upload stay',
    promise: 'I4',
    file: 'lib/storage/staged-file.ts',
    from: `      if (left !== undefined) await tree.prune(left.directory);
`,
    to: '',
  },
  {
    name: 'a body of exactly the size limit is rejected',
    promise: 'API: PUT 413',
    file: 'lib/storage/staging.ts',
    from: 'if (sizeBytes > maxSizeBytes) {',
    to: 'if (sizeBytes >= maxSizeBytes) {',
  },
];
