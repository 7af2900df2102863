import type { Context } from '../../../lib/context.ts';
import { startMonitor } from '../../../lib/monitor/monitor.ts';
import { rememberLines } from '../../../lib/monitor/recent-lines.ts';
import { readForm } from '../../forms/read-form.ts';
import { formatEvent } from '../log/format-text-line.ts';
import { createMeasurements, type Measurements } from '../metrics/measurements.ts';
import { createVolumes, type NodeDirectories } from '../metrics/volumes.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { createAskedPeers } from '../page/asked-peers.ts';
import { createPageFiles } from '../page/page-files.ts';
import { readTotals } from '../page/read-totals.ts';
import { nodeTimers } from '../timers.ts';

/** What shows an operator how a node is: its metrics, and the page. */
export interface Instruments extends Pick<Measurements, 'traffic' | 'syncs'> {
  /** The log of the node, whose last lines are shown. */
  readonly log: ResolvedNodeOptions['log'];
  /** Begins to watch a node that is open. */
  watch(ctx: Context, directories: NodeDirectories, secret: () => string | undefined): WatchedNode;
}

export interface WatchedNode {
  /** The context of the node, with all that this host adds to it. */
  readonly ctx: Context;
  stop(): void;
}

/** Creates the instruments of a node that starts. */
export function createInstruments(options: ResolvedNodeOptions): Instruments {
  const { peerUrls, proxy, limits } = options;
  const { traffic, syncs, metricsOf } = createMeasurements();
  const clock = { nowMs: () => Date.now() };
  const { log, lines } = rememberLines(options.log, clock, formatEvent);
  return {
    traffic,
    syncs,
    log,
    watch(ctx, directories, secret) {
      const volumes = createVolumes(directories, {
        timers: nodeTimers,
        minFreeBytes: limits.minFreeBytes,
      });
      const asked = createAskedPeers({ peerUrls, proxy, secret }, ctx.config);
      const monitor = startMonitor({
        peers: ctx.peers,
        asked: asked.peers,
        readTotals: () => readTotals(traffic),
        warnings: lines,
        clock,
        timers: nodeTimers,
      });
      const metrics = metricsOf({ ctx, volumes, queue: directories.queue });
      return {
        ctx: { ...ctx, metrics, monitor, volumes, pageFiles: createPageFiles(), readForm },
        stop() {
          monitor.stop();
          asked.close();
        },
      };
    },
  };
}
