import type { Context } from '../../lib/context.ts';
import { bodyResponse } from '../../lib/http/body-response.ts';
import { formatDigest } from '../../lib/inventory/format-digest.ts';
import type { Inventory } from '../../lib/inventory/inventory.ts';
import { findNotReady } from './get-health.ts';

export type StatusContext = Pick<
  Context,
  | 'peers'
  | 'inventory'
  | 'lacks'
  | 'draining'
  | 'storage'
  | 'journal'
  | 'scrub'
  | 'health'
  | 'clock'
  | 'config'
  | 'volumes'
>;

/** What `/_status` says. */
export type StatusReport = Awaited<ReturnType<typeof describeStatus>>;

/** GET and HEAD /_status: what is pending for each peer, and how this node is. */
export async function getStatus(_request: Request, ctx: StatusContext): Promise<Response> {
  return bodyResponse(JSON.stringify(await describeStatus(ctx)), 'application/json', 200);
}

/** What is pending for each peer, and how this node is. */
export async function describeStatus(ctx: StatusContext) {
  const { peers, inventory, storage, scrub, health, clock, config } = ctx;
  const node = {
    id: config.nodeId,
    version: config.version,
    uptimeSeconds: Math.floor((clock.nowMs() - config.startedAtMs) / 1000),
    ...describeInventory(inventory),
    damaged: storage.quarantined.report(),
    scrub: scrub.report(),
    notReady: (await findNotReady(ctx)) ?? null,
    readOnlyReason: health.readOnlyReason ?? null,
    storeFailure: health.storeFailure ?? null,
    removedPeers: peers.removed(),
    unlistedPeers: peers.unlisted(),
    volumes: (await ctx.volumes?.report()) ?? null,
  };
  return { queues: peers.report(), node };
}

/** What is here; unknown until all that was here at the start has been found. */
function describeInventory({ stored, tombstones, bytes, isComplete }: Inventory): {
  readonly files: number | null;
  readonly bytes: number | null;
  readonly tombstones: number | null;
  readonly digest: string | null;
} {
  if (!isComplete) return { files: null, bytes: null, tombstones: null, digest: null };
  return {
    files: stored.size,
    // Found out after the rest, which must not wait for it.
    bytes: bytes.total ?? null,
    tombstones: tombstones.size,
    digest: formatDigest(stored),
  };
}
