import type { Context } from '../../../lib/context.ts';
import {
  type RunningReplication,
  startReplication,
} from '../../../lib/replication/start-replication.ts';
import type { OpenNode } from '../../../lib/startup/open-node.ts';
import { createLocalPeerLink } from '../../local/local-peer-link.ts';
import { retryWithPRetry } from '../retry.ts';
import { nodeTimers } from '../timers.ts';

/** An idle peer in the same process is there; only its process could have been another one. */
const probeIntervalMs = 60_000;

/** Replicates a node to another one in this process, with the secret that it takes of peers. */
export function startLocalReplication(
  { ctx, peers, onOperation }: OpenNode,
  peer: Context,
  secret: () => string | undefined,
  concurrency: number,
): RunningReplication {
  const { version, nodeId, instance } = ctx.config;
  const timers = nodeTimers;
  const open = async (): Promise<Context> => peer;
  const running = startReplication({
    peers,
    ctx,
    connect: () => createLocalPeerLink({ version, nodeId, instance, open, secret, timers }),
    concurrency,
    timers,
    retry: retryWithPRetry,
    probeIntervalMs,
    repairs: true,
  });
  onOperation(() => running.wake());
  return running;
}
