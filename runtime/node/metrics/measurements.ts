import type { Metrics } from '../../../lib/host/metrics.ts';
import { createMetrics, type MetricsOptions } from './create-metrics.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import { createTraffic, type Traffic } from './traffic.ts';

/** What a disk needs for a sync; a slow one is the first sign of a bad disk. */
export const syncBoundsSeconds = [0.0005, 0.002, 0.008, 0.03, 0.12, 0.5, 2, 8];

/** What a node counts from its start on, and nobody else knows. */
export interface Measurements {
  readonly traffic: Traffic;
  /** How long syncs of its disks have taken. */
  readonly syncs: Histogram;
  /** All metrics of a node, these among them. */
  metricsOf(node: Pick<MetricsOptions, 'ctx' | 'volumes' | 'queue'>): Metrics;
}

/** Creates the measurements of a node that starts. */
export function createMeasurements(): Measurements {
  const measured = { traffic: createTraffic(), syncs: createHistogram(syncBoundsSeconds) };
  return {
    ...measured,
    metricsOf: (node) => createMetrics({ ...node, ...measured }),
  };
}
