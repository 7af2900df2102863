import type { NodeView, PeerView } from '../../../lib/host/monitor.ts';
import type { PeerReport } from '../../../lib/pending/peers.ts';

/* What is known of a peer that is up and in sync. */

export const healthyReport: PeerReport = {
  pending: 0,
  length: 0,
  state: 'up',
  oldestAgeSeconds: null,
  deferred: 0,
  setAside: 0,
  refused: [],
  clockOffsetSeconds: 0,
  lastSuccess: null,
  lastError: null,
  problem: null,
  nextAttempt: null,
  inSync: true,
  comparedAt: null,
  compareError: null,
  repaired: 0,
};

export const healthyNode: NodeView = {
  id: 'ab',
  version: '1.0.0',
  files: 50,
  bytes: 9,
  tombstones: 0,
  digest: 'd',
  notReady: null,
  readOnlyReason: null,
  storeFailure: null,
  corrupt: 0,
  volumes: [],
};

export const healthyView: PeerView = {
  response: 'status',
  downSinceMs: null,
  node: healthyNode,
};
