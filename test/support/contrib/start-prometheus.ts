import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { findFreePorts } from '../process/find-free-ports.ts';
import { useTestDirectory } from '../process/start-test-node.ts';
import { addressesOf, fillIn } from './fill-in.ts';
import { requireProgram, startFront } from './start-front.ts';

/** A Prometheus with the rules of `contrib/`. */
export interface Prometheus {
  /** The instances that it reads, each with whether that succeeds: `up` or `down`. */
  targets(): Promise<Record<string, string>>;
  /** The alerts that fire, as `<name> <instance>`, each once. */
  firing(): Promise<string[]>;
  /** The value of a query that gives one. */
  value(query: string): Promise<number>;
}

interface Target {
  readonly labels: { readonly instance: string };
  readonly health: string;
}

interface Alert {
  readonly state: string;
  readonly labels: { readonly alertname: string; readonly instance: string };
}

interface Result {
  readonly result: readonly { readonly value: readonly [number, string] }[];
}

/**
 * Starts a Prometheus on the nodes at these ports, which reads them twice a second, and lets
 * an alert fire a second after its fault is there; it ends with the test.
 */
export async function startPrometheus(
  ports: readonly number[],
  secret: string,
  ctx: TestContext,
): Promise<Prometheus> {
  requireProgram('prometheus', ctx);
  requireProgram('promtool', ctx);
  const directory = await useTestDirectory();
  const [port = 0] = await findFreePorts(1);
  const rest = ports.slice(3).map((other) => `, '127.0.0.1:${other}'`);
  const text = await fillIn('prometheus/prometheus.yml', {
    ...addressesOf(ports),
    "']": `'${rest.join('')}]`,
    ': 15s': ': 500ms',
    '/etc/prometheus/cockatiel.secret': join(directory, 'secret'),
  });
  const rules = (await fillIn('prometheus/alerts.yml', {})).replaceAll(/for: \S+/gu, 'for: 1s');
  await writeFile(join(directory, 'secret'), secret);
  await writeFile(join(directory, 'prometheus.yml'), text);
  await writeFile(join(directory, 'alerts.yml'), rules);
  const flags = ['--config.file=prometheus.yml', '--storage.tsdb.path=data'];
  await startFront({
    program: 'prometheus',
    check: ['--version'],
    start: [...flags, `--web.listen-address=127.0.0.1:${port}`],
    directory,
    port,
    signal: 'SIGKILL',
  });

  async function ask<Data>(path: string): Promise<Data> {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    return ((await response.json()) as { data: Data }).data;
  }

  return {
    async targets() {
      const { activeTargets } = await ask<{ activeTargets: readonly Target[] }>('targets');
      return Object.fromEntries(
        activeTargets.map(({ labels, health }) => [labels.instance, health]),
      );
    },
    async firing() {
      const { alerts } = await ask<{ alerts: readonly Alert[] }>('alerts');
      const names = alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => `${labels.alertname} ${labels.instance}`);
      return [...new Set(names)].sort();
    },
    async value(query) {
      const { result } = await ask<Result>(`query?query=${encodeURIComponent(query)}`);
      return Number(result[0]?.value[1]);
    },
  };
}
