/** Which peers are configured, were, or should be. */
export const peerLists = [
  {
    name: 'a queue that is behind the end of a lost journal waits for it to catch up',
    promise: 'I1',
    file: 'lib/replication/open-peer-queues.ts',
    from: 'Math.min(position, journal.nextSequence())',
    to: 'position',
  },
  {
    name: 'a new peer is sent only later operations',
    promise: 'I1',
    file: 'lib/replication/open-peer-queues.ts',
    from: 'position: journal.firstSequence(),',
    to: 'position: journal.nextSequence(),',
  },
  {
    name: 'peers whose URLs differ in punctuation share a position',
    promise: 'I1',
    file: 'lib/replication/open-peer-queues.ts',
    from: 'const known = saved.get(peerKey(url));',
    to: `const known = [...saved].find(
    ([other]) => other.replace(/\\W/gu, '') === url.replace(/\\W/gu, ''),
  )?.[1];`,
  },
  {
    name: 'what is pending for a peer that is left out of a start is dropped',
    promise: 'I1',
    file: 'lib/replication/peer-set.ts',
    from: '...removed.positions(), ...configured',
    to: '...configured',
  },
  {
    name: 'the time of a removed peer starts again with each restart',
    promise: 'I6',
    file: 'lib/pending/removed-peers.ts',
    from: 'const removedAt = position.removedAt ?? nowSeconds(clock);',
    to: 'const removedAt = nowSeconds(clock);',
  },
  {
    name: 'what is pending for a peer is lost when its URL changes',
    promise: 'I1',
    file: 'lib/replication/peer-set.ts',
    from: '      queue.adopt(pending.setAside);\n',
    to: '',
  },
  {
    name: 'what was rejected under an old URL is not sent to a new one',
    promise: 'I1',
    file: 'lib/replication/open-peer-queues.ts',
    from: 'const setAside = deferredAnywhere(saved);',
    to: 'const setAside = deferredAnywhere(new Map());',
  },
  {
    name: 'an unlisted node counts as a peer',
    promise: 'API: unlisted peers',
    file: 'lib/pending/unlisted-peers.ts',
    from: '!wasListed && firstMs',
    to: 'wasListed && firstMs',
  },
  {
    name: 'an unlisted node is not reported after a clock was set back',
    promise: 'API: unlisted peers',
    file: 'lib/pending/unlisted-peers.ts',
    from: '      sender.firstMs = Math.min(sender.firstMs, nowMs);\n',
    to: '',
  },
];
