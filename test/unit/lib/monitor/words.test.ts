import { describe, expect, test } from 'vitest';
import type { NodeView, PeerView } from '../../../../lib/host/monitor.ts';
import { formatTime } from '../../../../lib/monitor/format.ts';
import {
  type PeerFacts,
  summarize,
  withDamage,
  wordOfPeer,
  wordOfSelf,
} from '../../../../lib/monitor/words.ts';
import type { PeerReport } from '../../../../lib/pending/peers.ts';
import {
  healthyNode as node,
  healthyReport as report,
  healthyView as view,
} from '../../../support/node/healthy-peer.ts';

const nowMs = 1_700_000_000_000;

interface Changes {
  readonly report?: Partial<PeerReport>;
  readonly view?: Partial<PeerView> | undefined;
  readonly node?: Partial<NodeView>;
}

function facts(changes: Changes = {}): PeerFacts {
  const shown = { ...view, ...(changes.node && { node: { ...node, ...changes.node } }) };
  return {
    report: { ...report, ...changes.report },
    view:
      'view' in changes && changes.view === undefined ? undefined : { ...shown, ...changes.view },
    mostFiles: 100,
    digest: 'd',
    nowMs,
  };
}

const legacy = { response: 'status', node: null } as const;
const unreadable = { response: 'unreadable', node: null } as const;

const rejecting = {
  pending: 1200,
  oldestAgeSeconds: 60,
  deferred: 2,
  refused: [{ reason: 'it responded 413', count: 2 }],
};

const all = { pending: 2, oldestAgeSeconds: 5 };
const unread = { inSync: false, oldestAgeSeconds: null };

describe('the word for a peer', () => {
  test.each<[string, string, Changes]>([
    ['In sync', 'good', {}],
    ['In sync', 'good', { report: { pending: 2, oldestAgeSeconds: 1 } }],
    ['In sync', 'good', { report: { pending: 2 } }],
    ['In sync', 'good', { report: { inSync: null } }],
    [
      'Catching up, 1,200 left, oldest 40 s',
      'busy',
      { report: { pending: 1200, oldestAgeSeconds: 40 } },
    ],
    ['Catching up, 1 left, oldest 0 s', 'busy', { report: { pending: 1, inSync: false } }],
    ['Rejecting, 2 of 1,200 pending', 'bad', { report: rejecting }],
    ['Rejecting, 2 of 2 pending', 'bad', { report: { ...rejecting, ...all } }],
    ['Catching up, 1,200 left, oldest 60 s', 'busy', { report: { ...rejecting, refused: [] } }],
    ['Catching up, 1,200 left, oldest 60 s', 'busy', { report: { ...rejecting, deferred: 0 } }],
    [
      'Catching up, 1,200 left, oldest 59 s',
      'busy',
      { report: { ...rejecting, oldestAgeSeconds: 59 } },
    ],
    ['Catching up, 1,200 left, oldest 0 s', 'busy', { report: { ...rejecting, ...unread } }],
    ['In sync', 'good', { report: { ...rejecting, oldestAgeSeconds: 1 } }],
    ['Out of sync', 'bad', { report: { inSync: false } }],
    ['Comparing', 'idle', { report: { inSync: null }, node: { digest: 'other' } }],
    ['Comparing', 'idle', { report: { inSync: null }, view: unreadable }],
    ['Comparing', 'idle', { report: { inSync: null }, view: undefined }],
    ['Up, can’t be compared', 'idle', { report: { inSync: null }, view: legacy }],
    ['Retrying', 'busy', { report: { inSync: null, state: 'down' } }],
    [
      `Down since ${formatTime(5000, nowMs)}`,
      'bad',
      { view: { response: 'none', downSinceMs: 5000, node: null } },
    ],
    ['Down', 'bad', { view: { response: 'none', node: null } }],
    ['Down', 'bad', { report: { state: 'down' }, view: undefined }],
    ['Unauthorized', 'bad', { report: { state: 'unauthorized' }, view: unreadable }],
    ['Wrong URL or node', 'bad', { report: { problem: 'Change it.' }, view: unreadable }],
    ['Read-only: a sync failed', 'bad', { node: { readOnlyReason: 'a sync failed' } }],
    ['Read-only: the disk is full', 'bad', { node: { notReady: 'full' } }],
    ['Its object store fails', 'bad', { node: { storeFailure: 'it responds 503' } }],
    ['With damage: 1 file', 'bad', { node: { corrupt: 1 } }],
    ['In sync', 'good', { node: { corrupt: null } }],
    ['Out of sync', 'bad', { report: { inSync: false }, node: { corrupt: 1 } }],
    ['Filling 50 %', 'busy', { node: { notReady: 'filling' } }],
    ['Filling 99 %', 'busy', { node: { notReady: 'filling', files: 100 } }],
    ['Filling', 'busy', { node: { notReady: 'filling', files: null } }],
    ['Starting', 'idle', { node: { notReady: 'starting' } }],
    ['Stopping', 'idle', { node: { notReady: 'draining' } }],
  ])('%s (%s)', (text, tone, changes) => {
    expect(wordOfPeer(facts(changes))).toEqual({ text, tone });
  });
});

describe('the word for this node', () => {
  const down = facts({ view: { response: 'none' } });
  test.each<[string, string, PeerFacts[]]>([
    ['In sync', 'good', [facts(), facts()]],
    ['In sync', 'good', [facts(), down]],
    ['Up, without peers', 'good', []],
    ['Up, no peer responds', 'busy', [down]],
    ['Out of sync', 'bad', [facts(), facts({ report: { inSync: false } })]],
    ['Retrying a peer', 'busy', [facts({ report: { inSync: null, state: 'down' } })]],
    [
      'Sending, 2 left, oldest 9 s',
      'busy',
      [facts(), facts({ report: { inSync: false, pending: 2, oldestAgeSeconds: 9 } })],
    ],
    [
      'Rejected by a peer, 2 of 1,200 pending',
      'bad',
      [facts({ report: { inSync: false, pending: 3 } }), facts({ report: rejecting })],
    ],
  ])('%s (%s)', (text, tone, peers) => {
    expect(wordOfSelf(node, 100, peers)).toEqual({ text, tone });
  });

  test('is its own, where it takes no writes', () => {
    const word = wordOfSelf({ ...node, readOnlyReason: 'why' }, 100, [facts()]);
    expect(word.text).toBe('Read-only: why');
  });
});

describe('the sentence for all', () => {
  const good = { text: 'In sync', tone: 'good' } as const;
  const down = { text: 'Down since 10:00:00', tone: 'bad' } as const;
  const busy = (left: number) =>
    ({ text: `Catching up, ${left} left, oldest 3 s`, tone: 'busy' }) as const;
  test.each([
    [[good], '1 node: all is well.'],
    [[withDamage(good, 1)], '1 node: 1 with damage.'],
    [[withDamage(good, 2), good], '2 nodes: 1 well, 1 with damage.'],
    [[good, good, down], '3 nodes: 2 well, 1 down.'],
    [[busy(5), busy(7), down], '3 nodes: 2 catching up, 1 down.'],
    [[{ text: 'Rejecting, 2 of 3 pending', tone: 'bad' } as const], '1 node: 1 rejecting.'],
    [[{ text: 'Filling 5 %', tone: 'busy' } as const], '1 node: 1 filling.'],
    [[{ text: 'Read-only: why, so', tone: 'bad' } as const], '1 node: 1 read-only.'],
  ])('of %j', (words, sentence) => {
    expect(summarize(words)).toBe(sentence);
  });
});
