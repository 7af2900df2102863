import type { Registry } from 'prom-client';
import type { Context } from '../../../lib/context.ts';
import type { Metrics, MetricsReport } from '../../../lib/host/metrics.ts';
import type { Volumes } from '../../../lib/host/volumes.ts';
import { addDiskMetrics } from './disk-metrics.ts';
import type { Histogram } from './histogram.ts';
import { addNodeMetrics } from './node-metrics.ts';
import { addPeerMetrics } from './peer-metrics.ts';
import { createSeriesMaker, type PromClient } from './series.ts';
import type { Traffic } from './traffic.ts';
import { addTrafficMetrics } from './traffic-metrics.ts';

/** Gauges that are named like counters; others have the same numbers, by their types. */
const misnamed = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

export interface MetricsOptions {
  readonly ctx: Context;
  readonly traffic: Traffic;
  readonly syncs: Histogram;
  readonly volumes: Volumes;
  /** The directory with the journal. */
  readonly queue: string;
}

/**
 * Creates the metrics of a node, in the text format of Prometheus. Only what nobody else counts is
 * counted before somebody collects them for the first time: then prom-client is loaded.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  let opening: Promise<Registry> | undefined;
  let collecting: Promise<MetricsReport> | undefined;

  async function collect(): Promise<MetricsReport> {
    opening ??= openRegistry(options);
    const registry = await opening;
    return { type: registry.contentType, text: await registry.metrics() };
  }

  return {
    report() {
      // On a disk that hangs, each collection would take more threads from everything else.
      collecting ??= collect().finally(() => {
        collecting = undefined;
      });
      return collecting;
    },
  };
}

async function openRegistry(options: MetricsOptions): Promise<Registry> {
  const client = await import('prom-client');
  const { ctx, traffic, syncs, volumes, queue } = options;
  const registry = new client.Registry();
  const make = createSeriesMaker(client, registry);
  addTrafficMetrics(make, traffic, syncs);
  addNodeMetrics(make, ctx);
  addPeerMetrics(make, ctx.peers);
  addDiskMetrics(make, volumes, queue);
  addDefaultMetrics(client, registry);
  return registry;
}

/** Those of the process and of Node.js, under their usual names. */
function addDefaultMetrics(
  { collectDefaultMetrics }: Pick<PromClient, 'collectDefaultMetrics'>,
  register: Registry,
): void {
  collectDefaultMetrics({ register });
  for (const name of misnamed) register.removeSingleMetric(name);
}
