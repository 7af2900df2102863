import type { Context } from '../lib/context.ts';

/** GET /_status: what this node still owes each peer, and how it is. */
export function getStatus(
  _request: Request,
  ctx: Pick<Context, 'peers' | 'health' | 'clock' | 'config'>,
): Response {
  const { peers, health, clock, config } = ctx;
  const node = {
    id: config.nodeId,
    version: config.version,
    uptimeSeconds: Math.floor((clock.nowMs() - config.startedAtMs) / 1000),
    readOnlyReason: health.readOnlyReason ?? null,
    removedPeers: peers.removed(),
    unlistedPeers: peers.unlisted(),
  };
  const body = new TextEncoder().encode(JSON.stringify({ queues: peers.report(), node }));
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
  };
  return new Response(body, { headers });
}
