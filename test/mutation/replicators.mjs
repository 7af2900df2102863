/** When a peer is tried, and what stands in whose way. */
export const replicators = [
  {
    name: 'a peer that refuses some operations gets one at a time of the rest',
    promise: 'API: no operation blocks those behind it',
    file: 'lib/replication/replicator.ts',
    from: "const isResponding = downReason === 'rejected';",
    to: 'const isResponding = false;',
  },
  {
    name: 'what a peer refuses is tried again before the rest is tried once',
    promise: 'API: no operation blocks those behind it',
    file: 'lib/replication/replicator.ts',
    from: 'return untried ?? queue.nextDeferred();',
    to: 'return queue.nextDeferred() ?? untried;',
  },
  {
    name: 'the first operation that fails makes a peer count as down',
    promise: 'API: no operation blocks those behind it',
    file: 'lib/replication/replicator.ts',
    from: `    if (failures < concurrency && error.kind !== 'unreachable') return;
`,
    to: '',
  },
  {
    name: 'what this node can not read makes a peer count as down',
    promise: 'I6',
    file: 'lib/replication/replicator.ts',
    from: `      if (localFaults <= queue.deferredCount) probeUsed = false;
      return;`,
    to: `      return fail(entry, new DeliveryError('', 'protocol'));`,
  },
  {
    name: 'failures count although others succeed between them',
    promise: 'I6',
    file: 'lib/replication/replicator.ts',
    from: `    failures = 0;
    lastSuccessMs`,
    to: '    lastSuccessMs',
  },
  {
    name: 'a peer that is down is never probed',
    promise: 'I5',
    file: 'lib/replication/replicator.ts',
    from: "if (state === 'down') return window.size === 0 ? operationKinds : [];",
    to: "if (state === 'down') return [];",
  },
  {
    name: 'a peer that is down gets a whole window',
    promise: 'API: waiting between attempts',
    file: 'lib/replication/replicator.ts',
    from: "if (state === 'down') return window.size === 0 ? operationKinds : [];",
    to: '',
  },
  {
    name: 'a window has no limit',
    promise: 'I6',
    file: 'lib/replication/send-window.ts',
    from: 'filter((kind) => counts[kind] < concurrency)',
    to: 'filter((kind) => counts[kind] < Infinity)',
  },
  {
    name: 'a peer that is down is probed again and again without a wait',
    promise: 'API: waiting between attempts',
    file: 'lib/replication/replicator.ts',
    from: `    probeUsed = true;
    return`,
    to: '    return',
  },
  {
    name: 'a peer that is back waits for what was set aside',
    promise: 'API: a peer that is back gets its queue',
    file: 'lib/replication/replicator.ts',
    from: "if (downReason !== 'rejected') queue.retryDeferredNow();",
    to: '',
  },
  {
    name: 'a peer that is back still counts as down',
    promise: 'I5',
    file: 'lib/replication/replicator.ts',
    from: "if (state === 'down') markUp();",
    to: "if (state === 'down') return;",
  },
  {
    name: 'work that comes while a window is filled is missed',
    promise: 'design §5: no polling delay',
    file: 'lib/replication/replicator.ts',
    from: `        const change = untilChange(queue.nextRetryMs(room(window)));
        const { isFull, begun } = await fillWindow(window);`,
    to: `        const { isFull, begun } = await fillWindow(window);
        const change = untilChange(queue.nextRetryMs(room(window)));`,
  },
  {
    name: 'a stopped replicator begins more',
    promise: 'API: SIGTERM',
    file: 'lib/replication/replicator.ts',
    from: "if (isStopped || (state === 'down' && probeUsed)) return [];",
    to: "if (state === 'down' && probeUsed) return [];",
  },
  {
    name: 'a clock set back makes what is set aside wait for the difference',
    promise: 'I5',
    file: 'lib/pending/queue-lane.ts',
    from: '(retryAtMs <= nowMs || nowMs < atMs)',
    to: 'retryAtMs <= nowMs',
  },
  {
    name: 'what is set aside is tried again when the last of it is due, not the first',
    promise: 'API: grows 0.5, 1, 2, 4',
    file: 'lib/pending/queue-lane.ts',
    from: 'retryAtMs < (first ?? Infinity)',
    to: 'retryAtMs > (first ?? -Infinity)',
  },
  {
    name: 'the wait between attempts has no longest',
    promise: 'API: to 30 s',
    file: 'lib/concurrency/backoff.ts',
    from: 'Math.min(firstDelayMs * factor ** (failures - 1), maxDelayMs)',
    to: 'firstDelayMs * factor ** (failures - 1)',
  },
  {
    name: 'new work cuts every wait for a peer that is down short',
    promise: 'API: grows 0.5, 1, 2, 4',
    file: 'lib/replication/replication-loop.ts',
    from: '!error.isResponding && error.rounds > 1',
    to: '!error.isResponding && error.rounds > 99',
  },
  {
    name: 'the back-off begins again after each failure that new work may cut short',
    promise: 'API: grows 0.5, 1, 2, 4',
    file: 'lib/replication/replication-loop.ts',
    from: 'firstDelayMs: backoffMs(rounds + 1)',
    to: 'firstDelayMs: backoffMs(1)',
  },
  {
    name: 'the wait between attempts does not grow',
    promise: 'API: grows 0.5, 1, 2, 4',
    file: 'lib/pending/queue-lane.ts',
    from: '(deferred.get(entry)?.failures ?? 0) + 1',
    to: '1',
  },
  {
    name: 'a peer that has just broken off is tried once more at once',
    promise: 'API: waiting between attempts',
    file: 'lib/replication/replicator.ts',
    from: `    probeUsed ||= !error.isResponse;
`,
    to: '',
  },
  {
    name: 'a peer that refuses a probe still counts as away',
    promise: 'API: a peer that is back gets its queue',
    file: 'lib/replication/replicator.ts',
    from: `    if (error.isResponse && state === 'down' && downReason !== 'rejected') markUp();
`,
    to: '',
  },
  {
    name: 'what a stop cuts off counts as the fault of the peer',
    promise: 'I7',
    file: 'lib/replication/replicator.ts',
    from: 'if (!isStopped) fail(entry, error);',
    to: 'fail(entry, error);',
  },
  {
    name: 'operations that need no sending end a drain with others behind them',
    promise: 'I5',
    file: 'lib/replication/replicator.ts',
    from: 'if (window.size === 0 && begun === 0) break;',
    to: 'if (window.size === 0) break;',
  },
  {
    name: 'deletions wait for a place in a window full of uploads',
    promise: 'I6',
    file: 'lib/replication/window-size.ts',
    from: 'return concurrency + Math.min(concurrency, ownSlots);',
    to: 'return concurrency + Math.min(0, ownSlots);',
  },
  {
    name: 'what has ended is not noticed while the window is filled',
    promise: 'I5',
    file: 'lib/replication/replicator.ts',
    from: `        const ended = window.nextEnd();
`,
    to: `        const ended = window.finish();
`,
  },
  {
    name: 'a peer that can not be reached is probed with deletions only',
    promise: 'I5',
    file: 'lib/replication/next-fresh-probe.ts',
    from: '!isResponding && rounds % 2 === 1',
    to: '!isResponding && rounds < 0',
  },
];
