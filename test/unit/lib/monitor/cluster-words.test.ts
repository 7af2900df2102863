import { expect, test } from 'vitest';
import type { PeerView } from '../../../../lib/host/monitor.ts';
import { type ClusterView, wordsOfCluster } from '../../../../lib/monitor/cluster-words.ts';
import { formatTime } from '../../../../lib/monitor/format.ts';
import { type NotedNode, notesOfNode, notesOfPeer } from '../../../../lib/monitor/notes.ts';
import type { PeerReport } from '../../../../lib/pending/peers.ts';
import {
  healthyNode as node,
  healthyReport as report,
  healthyView as view,
} from '../../../support/node/healthy-peer.ts';

const self = { ...node, damaged: { kept: 0 } };
const cluster: ClusterView = {
  nowMs: 1_700_000_000_000,
  node: self,
  queues: { 'http://b': report, 'http://c': report },
  views: { 'http://b': view },
};

test('a node and its peers each have a word', () => {
  const { self: own, peers } = wordsOfCluster(cluster);
  expect(own.text).toBe('In sync');
  expect([...peers].map(([url, { text }]) => [url, text])).toEqual([
    ['http://b', 'In sync'],
    ['http://c', 'In sync'],
  ]);
});

test('how full a node is goes by the fullest one', () => {
  const filling = { ...self, files: 5, notReady: 'filling' };
  const words = wordsOfCluster({ ...cluster, node: filling });
  expect(words.self.text).toBe('Filling 10 %');
  const unknown = { ...cluster, node: { ...filling, files: null }, views: {} };
  expect(wordsOfCluster(unknown).self.text).toBe('Filling');
});

test('a peer that was not understood may hold any number of files', () => {
  const views = { 'http://b': { ...view, response: 'unreadable' as const, node: null } };
  const { self: own, peers } = wordsOfCluster({ ...cluster, views });
  expect([own.text, peers.get('http://b')?.text]).toEqual(['In sync', 'In sync']);
});

test('damage is the word of a node that has nothing worse to say', () => {
  const corrupt = { ...self, damaged: { kept: 2 } };
  expect(wordsOfCluster({ ...cluster, node: corrupt }).self.text).toBe('With damage: 2 files');
  const readOnly = { ...corrupt, readOnlyReason: 'EIO' };
  expect(wordsOfCluster({ ...cluster, node: readOnly }).self.text).toBe('Read-only: EIO');
});

const quiet: NotedNode = {
  storeFailure: null,
  damaged: { kept: 0 },
  removedPeers: {},
  unlistedPeers: [],
};

test('the notes of a node say what its store and its disk are at', () => {
  expect(notesOfNode(quiet, 0)).toEqual([]);
  expect(notesOfNode({ ...quiet, storeFailure: 'it refuses', damaged: { kept: 1 } }, 0)).toEqual([
    'it refuses',
    '1 corrupt file, without an intact copy yet.',
  ]);
  expect(notesOfNode({ ...quiet, damaged: { kept: 2 } }, 0)).toEqual([
    '2 corrupt files, without an intact copy yet.',
  ]);
});

test('nodes that are no peers are named, with what that means', () => {
  const nowMs = 1_700_000_000_000;
  const forgetAtMs = nowMs + 3 * 86_400_000;
  const removed = { pending: 1200, forgetAt: new Date(forgetAtMs).toISOString() };
  const others = {
    ...quiet,
    damaged: { kept: 1 },
    removedPeers: { 'http://10.1.1.4:8080': removed },
    unlistedPeers: [
      { nodeId: 'ab', address: '10.1.1.5' },
      { nodeId: 'cd', address: null },
    ],
  };
  expect(notesOfNode(others, nowMs)).toEqual([
    '1 corrupt file, without an intact copy yet.',
    'Node ab at 10.1.1.5 sends files here and gets none: add it as --node.',
    'Node cd sends files here and gets none: add it as --node.',
    `10.1.1.4:8080 was removed; 1,200 pending are kept until ${formatTime(forgetAtMs, nowMs)}.`,
  ]);
});

test.each<[changes: Partial<PeerReport>, response: PeerView['response'], notes: string[]]>([
  [{}, 'status', []],
  [{ problem: 'wrong', lastError: 'e' }, 'none', ['wrong']],
  [{ refused: [{ reason: '413', count: 2 }], compareError: 'c' }, 'status', ['Refused 2: 413']],
  [{ state: 'down', lastError: 'ECONNREFUSED' }, 'none', ['ECONNREFUSED']],
  [{ lastError: 'long ago', compareError: 'c' }, 'status', ['c']],
  [{}, 'unreadable', [expect.stringContaining('a secret of the cluster')]],
])('a peer that is %j and responds %s has its notes', (changes, response, notes) => {
  expect(notesOfPeer({ ...report, ...changes }, { ...view, response })).toEqual(notes);
});

test('a peer that was not asked has those of its report', () => {
  expect(notesOfPeer({ ...report, problem: 'wrong' }, undefined)).toEqual(['wrong']);
});
