import type { Context } from '../lib/context.ts';
import { bodyResponse } from '../lib/http/body-response.ts';

/** GET and HEAD /_status: what is pending for each peer, and how this node is. */
export function getStatus(
  _request: Request,
  { peers, health, clock, config }: Pick<Context, 'peers' | 'health' | 'clock' | 'config'>,
): Response {
  const node = {
    id: config.nodeId,
    version: config.version,
    uptimeSeconds: Math.floor((clock.nowMs() - config.startedAtMs) / 1000),
    readOnlyReason: health.readOnlyReason ?? null,
    removedPeers: peers.removed(),
    unlistedPeers: peers.unlisted(),
  };
  return bodyResponse(JSON.stringify({ queues: peers.report(), node }), 'application/json', 200);
}
