import type { Registry } from 'prom-client';
import type { Histogram } from './histogram.ts';

/** The part of prom-client that makes metrics; it is loaded when somebody collects them. */
export type PromClient = typeof import('prom-client');

/** The labels of a series. */
export type Labels = Readonly<Record<string, string | number>>;

/** One number of a metric, by its labels. */
export type Sample = readonly [labels: Labels, value: number];

/** Declares metrics whose numbers are kept elsewhere, and are read when they are collected. */
export interface SeriesMaker {
  counter(name: string, help: string, read: ReadSamples, labelNames?: readonly string[]): void;
  /** A gauge without a sample is not shown: it is not known now. */
  gauge(name: string, help: string, read: ReadSamples, labelNames?: readonly string[]): void;
  histogram(name: string, help: string, read: ReadHistograms): void;
}

export type ReadSamples = () => Iterable<Sample> | Promise<Iterable<Sample>>;
export type ReadHistograms = () => Iterable<readonly [labels: Labels, histogram: Histogram]>;

const prefix = 'cockatiel_';

/** Creates a maker of metrics, whose names all begin with `cockatiel_`. */
export function createSeriesMaker(
  { Counter, Gauge }: Pick<PromClient, 'Counter' | 'Gauge'>,
  registry: Registry,
): SeriesMaker {
  const registers = [registry];
  return {
    counter(name, help, read, labelNames = []) {
      new Counter({
        name: prefix + name,
        help,
        labelNames,
        registers,
        async collect() {
          for (const [labels, value] of await readAnew(this, read)) this.inc(labels, value);
        },
      });
    },
    gauge(name, help, read, labelNames = []) {
      new Gauge({
        name: prefix + name,
        help,
        labelNames,
        registers,
        async collect() {
          const samples = await readAnew(this, read);
          // A gauge without labels has a sample of 0 otherwise.
          if (labelNames.length === 0) this.remove();
          for (const [labels, value] of samples) this.set(labels, value);
        },
      });
    },
    histogram(name, help, read) {
      registry.registerMetric(toMetric(prefix + name, help, read) as never);
    },
  };
}

/** Reads the samples of a metric, which has none then. */
async function readAnew(
  metric: { readonly reset: () => void },
  read: ReadSamples,
): Promise<readonly Sample[]> {
  const samples = [...(await read())];
  metric.reset();
  return samples;
}

/** A number without labels; no sample where it is not known. */
export function single(value: number | null | undefined): Sample[] {
  return value === null || value === undefined ? [] : [[{}, value]];
}

/** What the registry reads of a metric. Its own histograms can't take over what was counted. */
function toMetric(name: string, help: string, read: ReadHistograms) {
  const type = 'histogram';
  return {
    name,
    help,
    type,
    aggregator: 'sum',
    reset: () => undefined,
    get: async () => ({
      name,
      help,
      type,
      aggregator: 'sum',
      values: [...read()].flatMap(([labels, histogram]) => valuesOf(name, labels, histogram)),
    }),
  };
}

function valuesOf(name: string, labels: Labels, histogram: Histogram) {
  const { boundsSeconds, counts, sumSeconds } = histogram;
  let total = 0;
  const buckets = [...boundsSeconds, '+Inf'].map((le, index) => {
    total += counts[index] as number;
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sumSeconds },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
