import type { NodeView, PeerView } from '../../../lib/host/monitor.ts';
import type { ClusterView } from '../../../lib/monitor/cluster-words.ts';
import {
  type Fields,
  fieldsOf,
  numberIn,
  oneOf,
  parseFields,
  textIn,
} from '../../../lib/monitor/json-fields.ts';
import type { OtherNodes } from '../../../lib/monitor/notes.ts';
import { toNodeView } from '../../../lib/monitor/read-node-view.ts';
import type { PeerReport } from '../../../lib/pending/peers.ts';

/** How a node says that it and its peers are. */
export interface NodeState extends ClusterView {
  readonly node: NodeView & ClusterView['node'] & OtherNodes;
}

/** What is not read of what a node says of a peer, or is not known. */
const unknownPeer: PeerReport = {
  pending: 0,
  length: 0,
  state: 'unknown',
  oldestAgeSeconds: null,
  deferred: 0,
  setAside: 0,
  refused: [],
  clockOffsetSeconds: null,
  lastSuccess: null,
  lastError: null,
  problem: null,
  nextAttempt: null,
  inSync: null,
  comparedAt: null,
  compareError: null,
  repaired: 0,
};

const states = ['up', 'down', 'unauthorized', 'unknown'] as const;
const responses = ['status', 'unreadable', 'none'] as const;

/**
 * Reads `/_ui/state`, or `/_status`, which has less; `undefined` for what is neither. `nowMs` is
 * the clock of a node that does not tell its own.
 */
export function readState(text: string, nowMs: number): NodeState | undefined {
  const fields = parseFields(text);
  const queues = fieldsOf(fields?.['queues']);
  if (fields === undefined || queues === undefined) return undefined;
  const own = fieldsOf(fields['node']) ?? {};
  const node = toNodeView(own);
  return {
    nowMs: numberIn(fields, 'nowMs') ?? nowMs,
    node: { ...node, damaged: { kept: node.corrupt ?? 0 }, ...toOtherNodes(own) },
    queues: mapFields(queues, toReport),
    views: mapFields(fieldsOf(fields['views']) ?? {}, toView),
  };
}

function toOtherNodes({ removedPeers, unlistedPeers }: Fields): OtherNodes {
  return {
    removedPeers: mapFields(fieldsOf(removedPeers) ?? {}, (fields) => ({
      pending: numberIn(fields, 'pending') ?? 0,
      forgetAt: textIn(fields, 'forgetAt') ?? '',
    })),
    unlistedPeers: (Array.isArray(unlistedPeers) ? unlistedPeers : []).map((value) => {
      const fields = fieldsOf(value) ?? {};
      return { nodeId: textIn(fields, 'nodeId') ?? '', address: textIn(fields, 'address') };
    }),
  };
}

function mapFields<Result>(
  fields: Fields,
  read: (fields: Fields) => Result,
): Readonly<Record<string, Result>> {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.map(([name, value]) => [name, read(fieldsOf(value) ?? {})]));
}

/** Until version 1.0.0 `pending` was called `length` only. */
function toReport(fields: Fields): PeerReport {
  return {
    ...unknownPeer,
    pending: numberIn(fields, 'pending') ?? numberIn(fields, 'length') ?? 0,
    oldestAgeSeconds: numberIn(fields, 'oldestAgeSeconds'),
    deferred: numberIn(fields, 'deferred') ?? 0,
    state: oneOf(states, fields['state']) ?? 'unknown',
    inSync: oneOf([true, false], fields['inSync']) ?? null,
    refused: refusalsIn(fields),
    problem: textIn(fields, 'problem'),
    lastError: textIn(fields, 'lastError'),
    compareError: textIn(fields, 'compareError'),
  };
}

function refusalsIn({ refused }: Fields): PeerReport['refused'] {
  if (!Array.isArray(refused)) return [];
  return refused.map((value) => {
    const fields = fieldsOf(value) ?? {};
    return { reason: textIn(fields, 'reason') ?? '', count: numberIn(fields, 'count') ?? 0 };
  });
}

function toView(fields: Fields): PeerView {
  const node = fieldsOf(fields['node']);
  return {
    response: oneOf(responses, fields['response']),
    downSinceMs: numberIn(fields, 'downSinceMs'),
    // A node has read it by the same function, but for this.
    node: node === undefined ? null : { ...toNodeView(node), corrupt: numberIn(node, 'corrupt') },
  };
}
