import type { PeerReport } from '../../../lib/pending/peers.ts';
import type { QuarantineReport } from '../../../lib/quarantine/quarantine-index.ts';
import type { ScrubReport } from '../../../lib/scrub/report-scrub.ts';

/** What `/_status` says of a node and of its peers. */
export interface NodeStatus {
  readonly queues: Readonly<Record<string, PeerReport>>;
  /** The first four are `null` until the node has found all that is on its disk. */
  readonly node: {
    readonly files: number | null;
    readonly bytes: number | null;
    readonly tombstones: number | null;
    readonly digest: string | null;
    readonly damaged: QuarantineReport;
    readonly scrub: ScrubReport | null;
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
