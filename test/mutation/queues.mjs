/** What is remembered of the operations that are pending for a peer. */
export const queues = [
  {
    name: 'an operation leaves the queue before it is delivered',
    promise: 'I1',
    file: 'lib/replication/replicator.ts',
    from: `      const result = await deliver(entry, peer, ctx);
      queue.acknowledge(entry);`,
    to: `      queue.acknowledge(entry);
      const result = await deliver(entry, peer, ctx);`,
  },
  {
    name: 'an operation that a peer rejected counts as acknowledged',
    promise: 'I1',
    file: 'lib/replication/replicator.ts',
    from: 'queue.defer(entry, clock.nowMs(), why);',
    to: 'queue.acknowledge(entry);',
  },
  {
    name: 'a deferred operation stays deferred when it is acknowledged',
    promise: 'I5',
    file: 'lib/pending/queue-lane.ts',
    from: 'if (!outdated.delete(entry)) deferred.delete(entry);',
    to: 'outdated.delete(entry);',
  },
  {
    name: 'the saved position is ahead of what is in flight',
    promise: 'I1',
    file: 'lib/pending/queue-lane.ts',
    from: 'Math.min(cursor.position(), ...sequences)',
    to: 'cursor.position()',
  },
  {
    name: 'deferred operations are not saved',
    promise: 'I1',
    file: 'lib/pending/queue-lane.ts',
    from: 'setAside: setAside.map(({ sequence, ...operation }) => operation)',
    to: 'setAside: []',
  },
  {
    name: 'operations deferred before the last restart are forgotten',
    promise: 'I1',
    file: 'lib/pending/queue-lane.ts',
    from: 'for (const operation of restored) adopt(operation);',
    to: 'for (const operation of restored.slice(0, 0)) adopt(operation);',
  },
  {
    name: 'operations deferred after the position are saved as well, and so sent twice',
    promise: 'I7',
    file: 'lib/pending/queue-lane.ts',
    from: 'filter(({ sequence }) => sequence < position)',
    to: 'filter(({ sequence }) => sequence >= 0)',
  },
  {
    name: 'operations in flight are not counted',
    promise: 'I7',
    file: 'lib/pending/queue-lane.ts',
    from: 'cursor.remaining() + unacknowledged().length + deferred.size',
    to: 'cursor.remaining() + waiting.length + deferred.size',
  },
  {
    name: 'deferred operations are not counted',
    promise: 'I7',
    file: 'lib/pending/queue-lane.ts',
    from: 'cursor.remaining() + unacknowledged().length + deferred.size',
    to: 'cursor.remaining() + unacknowledged().length',
  },
  {
    name: 'a deferred operation counts twice while it is retried',
    promise: 'I7',
    file: 'lib/pending/queue-lane.ts',
    from: 'filter((entry) => !deferred.has(entry) && !outdated.has(entry))',
    to: 'filter((entry) => !outdated.has(entry))',
  },
  {
    name: 'operations on one name are in flight at once',
    promise: 'design §5: in journal order for one name',
    file: 'lib/pending/queue-lane.ts',
    from: 'return !namesInFlight.has(name);',
    to: 'return name.length > 0;',
  },
  {
    name: 'an operation that must wait for another on its name is lost',
    promise: 'I1',
    file: 'lib/pending/queue-lane.ts',
    from: `        waiting.push(entry);
`,
    to: '',
  },
  {
    name: 'there is no limit to deferred operations',
    promise: 'I6',
    file: 'lib/pending/queue-lane.ts',
    from: 'Math.min(maxDeferred, limits.maxDeferred)',
    to: 'maxDeferred',
  },
  {
    name: 'there is no limit to what is read ahead',
    promise: 'I6',
    file: 'lib/pending/queue-lane.ts',
    from: 'while (waiting.length < limits.maxWaiting && (await cursor.fill())) {',
    to: 'while (await cursor.fill()) {',
  },
  {
    name: 'operations deferred before the last restart are not saved again',
    promise: 'I1',
    file: 'lib/pending/queue-lane.ts',
    from: '{ ...operation, sequence: 0 }',
    to: '{ ...operation, sequence: cursor.position() }',
  },
  {
    name: 'a probe sends the same operation again and again',
    promise: 'I6',
    file: 'lib/pending/queue-lane.ts',
    from: `      deferred.delete(entry);
      deferred.set(entry`,
    to: '      deferred.set(entry',
  },
  {
    name: 'deletions wait behind the uploads that a peer rejected',
    promise: 'API: no operation blocks those behind it',
    file: 'lib/pending/peer-queue.ts',
    from: `      const entry = await take(lanes[kind]);
`,
    to: `      if (kind === 'DELETE' && lanes.PUT.deferredCount >= (memoryLimits?.maxDeferred ?? 5000)) continue;
      const entry = await take(lanes[kind]);
`,
  },
  {
    name: 'the two lanes of a peer do not know what the other has in flight',
    promise: 'design §5: in journal order for one name',
    file: 'lib/pending/peer-queue.ts',
    from: 'createQueueLane(openCursor(kind, from), deferred, namesInFlight, memoryLimits)',
    to: 'createQueueLane(openCursor(kind, from), deferred, new Set(namesInFlight), memoryLimits)',
  },
  {
    name: 'deletions are read on from where the uploads are',
    promise: 'I2',
    file: 'lib/pending/peer-queue.ts',
    from: "DELETE: openLane('DELETE', deletions)",
    to: "DELETE: openLane('DELETE', position + deletions * 0)",
  },
  {
    name: 'deletions that were pending in an earlier version are not sent',
    promise: 'I2',
    file: 'lib/pending/peer-queue.ts',
    from: 'deletions = position } = restored',
    to: 'deletions = Infinity } = restored',
  },
  {
    name: 'deferred operations are restored into both lanes',
    promise: 'I7',
    file: 'lib/pending/peer-queue.ts',
    from: 'restored.setAside.filter(({ op }) => op === kind)',
    to: 'restored.setAside.filter(({ op }) => op !== undefined)',
  },
];
