/** How many copies a client is told of: never more than there are, and it is not kept waiting. */
export const copies = [
  {
    name: 'this node counts as two copies',
    promise: 'API: copies',
    file: 'lib/copies/copies.ts',
    from: '        return holders.size;',
    to: '        return holders.size + 1;',
  },
  {
    name: 'this node counts once more where it is its own peer',
    promise: 'API: copies',
    file: 'lib/copies/copies.ts',
    from: 'const holders = new Set([nodeId]);',
    to: "const holders = new Set(['']);",
  },
  {
    name: 'a peer that has not acknowledged an upload counts as a copy',
    promise: 'API: copies',
    file: 'lib/delivery/deliver.ts',
    from: '  const outcome = await confirmEffect(operation, response, peer);',
    to: `  peers.copies.note(operation.name, String(response.nodeId));
  const outcome = await confirmEffect(operation, response, peer);`,
  },
  {
    name: 'a node behind two URLs counts as two copies',
    promise: 'API: copies',
    file: 'lib/delivery/deliver.ts',
    from: 'peers.copies.note(operation.name, nodeId)',
    to: 'peers.copies.note(operation.name, nodeId + peer.identity.begin())',
  },
  {
    name: 'a tombstone counts as a copy',
    promise: 'API: copies',
    file: 'lib/delivery/deliver.ts',
    from: "const hasFile = by === 'node' && status !== 409;",
    to: "const hasFile = by === 'node';",
  },
  {
    name: 'a node that may not have synced the file counts as a copy',
    promise: 'API: copies',
    file: 'lib/delivery/deliver.ts',
    from: "const hasFile = by === 'node' && status !== 409;",
    to: 'const hasFile = status !== 409;',
  },
  {
    name: 'an acknowledgement wakes nobody',
    promise: 'API: copies',
    file: 'lib/copies/copies.ts',
    from: '      holders.add(holder);\n      onAdd();',
    to: '      holders.add(holder);',
  },
  {
    name: 'an acknowledgement that comes before the commit has ended is missed',
    promise: 'API: copies',
    file: 'handlers/uploads/store-file.ts',
    from: `    ctx.copies?.begin(name);
    if (copy === 'committed') return { status: 302, name };
    if (copy === 'intact') {
      await adoptFound(toOperation('PUT', name, ctx), ctx);
      return { status: 302, name };
    }
    return staged && (await commit(copy, name, staged, ctx, signal));`,
    to: `    if (copy !== 'absent') ctx.copies?.begin(name);
    if (copy === 'committed') return { status: 302, name };
    if (copy === 'intact') {
      await adoptFound(toOperation('PUT', name, ctx), ctx);
      return { status: 302, name };
    }
    const stored = staged && (await commit(copy, name, staged, ctx, signal));
    ctx.copies?.begin(name);
    return stored;`,
  },
  {
    name: 'any number of uploads may wait',
    promise: 'I6',
    file: 'lib/copies/copies.ts',
    from: '        if (waits.size >= maxWaits) return false;\n',
    to: '',
  },
  {
    name: 'a wait that is over keeps its place',
    promise: 'I6',
    file: 'lib/copies/copies.ts',
    from: '    waits.delete(resolve);\n',
    to: '',
  },
  {
    name: 'a wait has no end',
    promise: 'I6',
    file: 'lib/copies/copies.ts',
    from: 'await waitFor(promise, waitMs, timers);',
    to: 'await promise;',
  },
  {
    name: 'a client may have any wait',
    promise: 'I6',
    file: 'lib/copies/wanted-copies.ts',
    from: 'Math.min(seconds ?? defaultWaitSeconds, longestWaitSeconds)',
    to: 'seconds ?? defaultWaitSeconds',
  },
  {
    name: 'a client that is gone is waited for',
    promise: 'I6',
    file: 'lib/copies/copies.ts',
    from: "    signal.addEventListener('abort', resolve, { once: true });\n",
    to: '',
  },
  {
    name: 'a name whose copies were counted is remembered for ever',
    promise: 'I6',
    file: 'lib/copies/copies.ts',
    from: '      listeners?.delete(add);\n',
    to: '',
  },
  {
    name: 'an upload waits for more nodes than there are',
    promise: 'API: copies',
    file: 'lib/copies/copies.ts',
    from: 'Math.min(wanted, 1 + peerCount)',
    to: 'Math.max(wanted, 1 + peerCount)',
  },
  {
    name: 'a node that stops goes on waiting',
    promise: 'API: shutdown',
    file: 'lib/copies/copies.ts',
    from: '      for (const end of waits) end();\n',
    to: '',
  },
  {
    name: 'too few copies are a 201',
    promise: 'API: copies',
    file: 'handlers/uploads/put-file.ts',
    from: 'size < count ? 202 : status',
    to: 'size < 1 ? 202 : status',
  },
  {
    name: 'the copies of a file that was deleted meanwhile are counted',
    promise: 'I2',
    file: 'handlers/uploads/put-file.ts',
    from: '    if (await ctx.tombstones.has(name)) throw deletedName();\n',
    to: '',
  },
  {
    name: 'nobody is asked for the copies of a repeated upload',
    promise: 'API: copies',
    file: 'handlers/uploads/put-file.ts',
    from: 'if (isWaitNeeded && response.status !== 201)',
    to: 'if (isWaitNeeded && response.status === 409)',
  },
  {
    name: 'an upload of a peer waits for copies',
    promise: 'API: copies',
    file: 'handlers/uploads/put-file.ts',
    from: 'if (isPeer) return',
    to: 'if (isPeer && parseWantedCopies(request.headers) === undefined) return',
  },
  {
    name: 'who may only read makes work for the peers',
    promise: 'I6',
    file: 'handlers/head-file.ts',
    from: '  requireSecret(request, ctx);\n  const { stored } = ctx;\n',
    to: '  const { stored } = ctx;\n',
  },
  {
    name: 'who may only look makes work for the peers',
    promise: 'I6',
    file: 'handlers/head-file.ts',
    from: '  requireSecret(request, ctx);\n  const { stored } = parseNames',
    to: '  const { stored } = parseNames',
  },
  {
    name: 'the copy of this node counts before it is durable',
    promise: 'API: copies',
    file: 'handlers/status/find-copies.ts',
    from: '    await storage.ensureDurable(name);\n',
    to: '',
  },
  {
    name: 'the copies of a file are counted that was deleted meanwhile',
    promise: 'I2',
    file: 'handlers/head-file.ts',
    from: '  if (await ctx.tombstones.has(stored.name)) throw notFound();\n',
    to: '',
  },
  {
    name: 'a peer that is not known for certain counts as a copy',
    promise: 'API: copies',
    file: 'lib/read-through/find-holder.ts',
    from: 'nodeId: from && nodeId',
    to: 'nodeId',
  },
  {
    name: 'the peers may be asked for the copies of any number of files at once',
    promise: 'I6',
    file: 'lib/read-through/find-holders.ts',
    from: 'createSlots(limits.maxCounts, timers, limits.maxWaitMs)',
    to: 'createSlots(1000 * limits.maxCounts, timers, limits.maxWaitMs)',
  },
  {
    name: 'a question that is over keeps its slot',
    promise: 'I6',
    file: 'lib/read-through/find-holders.ts',
    from: 'await Promise.all(asked).finally(release);',
    to: 'await Promise.all(asked);',
  },
];
