import type { PeerReport } from '../../../lib/pending/peers.ts';

/** What `/_status` says of a node and of its peers. */
export interface NodeStatus {
  readonly queues: Readonly<Record<string, PeerReport>>;
  /** Each `null` until the node has found all that is on its disk. */
  readonly node: {
    readonly files: number | null;
    readonly tombstones: number | null;
    readonly digest: string | null;
  };
}

/** Reads `/_status`; `undefined` while the node does not respond. */
export async function readNodeStatus(node: { url: string }): Promise<NodeStatus | undefined> {
  try {
    return (await (await fetch(`${node.url}/_status`)).json()) as NodeStatus;
  } catch {
    return undefined;
  }
}
