import type { NodeView, PeerView } from '../../../lib/host/monitor.ts';
import type { ClusterView } from '../../../lib/monitor/cluster-words.ts';
import { readNodeView } from '../../../lib/monitor/read-node-view.ts';
import type { PeerReport } from '../../../lib/pending/peers.ts';

/** How a node says that it and its peers are. */
export interface NodeState extends ClusterView {
  readonly node: NodeView & ClusterView['node'];
}

type Fields = Readonly<Record<string, unknown>>;

/** What a node of an earlier version, or the Python version, does not say of itself. */
const unknownNode: NodeView = {
  id: null,
  version: null,
  files: null,
  bytes: null,
  tombstones: null,
  digest: null,
  notReady: null,
  readOnlyReason: null,
  storeFailure: null,
  corrupt: null,
  volumes: [],
};

/** The same of a peer. */
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

/**
 * Reads `/_ui/state`, or `/_status`, which has less; `undefined` for what is neither. `nowMs` is
 * the clock of a node that does not tell its own.
 */
export function readState(text: string, nowMs: number): NodeState | undefined {
  const fields = fieldsOf(parse(text));
  const queues = fieldsOf(fields?.['queues']);
  if (fields === undefined || queues === undefined) return undefined;
  const node = readNodeView(text) ?? unknownNode;
  return {
    nowMs: typeof fields['nowMs'] === 'number' ? fields['nowMs'] : nowMs,
    node: { ...node, damaged: { kept: node.corrupt ?? 0 } },
    queues: Object.fromEntries(Object.entries(queues).map(([url, one]) => [url, toReport(one)])),
    views: Object.fromEntries(
      Object.entries(fieldsOf(fields['views']) ?? {}).map(([url, one]) => [url, toView(one)]),
    ),
  };
}

/** Until version 1.0.0 `pending` was called `length` only. */
function toReport(value: unknown): PeerReport {
  const fields = fieldsOf(value) ?? {};
  const { length } = fields;
  return {
    ...unknownPeer,
    ...(typeof length === 'number' && { pending: length }),
    ...fields,
  };
}

function toView(value: unknown): PeerView {
  const { node, ...view } = fieldsOf(value) ?? {};
  const fields = fieldsOf(node);
  const unknownView: PeerView = { response: undefined, downSinceMs: null, node: null };
  return {
    ...unknownView,
    ...view,
    node: fields === undefined ? null : { ...unknownNode, ...fields },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
