import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertFaults } from '../support/contrib/alert-faults.ts';
import { startPrometheus } from '../support/contrib/start-prometheus.ts';
import { startThreeNodes } from '../support/contrib/three-nodes.ts';
import { repository } from '../support/process/documents.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { type NodeProcess, startProcess } from '../support/process/start-process.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const secret = 'operators-of-the-test';
const options = { env: { COCKATIEL_OPERATOR_SECRET: secret } };
/** An alert takes a second, the state of a peer some more, and a slow machine many times that. */
const within = { timeout: 90_000, interval: 250 };

test('Prometheus reads three nodes, and no alert fires while all is well', async (ctx) => {
  const nodes = await startThreeNodes([], options);
  const prometheus = await startPrometheus(
    nodes.map(({ port }) => port),
    secret,
    ctx,
  );
  const all = Object.fromEntries(nodes.map(({ port }) => [`127.0.0.1:${port}`, 'up']));
  await expect.poll(prometheus.targets, within).toEqual(all);
  // Peers are not known for a moment after the start.
  await expect.poll(() => prometheus.value('min(cockatiel_peer_in_sync)'), within).toBe(1);
  await expect.poll(prometheus.firing, within).toEqual([]);

  const [first, second, third] = nodes.map(({ port }) => `127.0.0.1:${port}`);
  await nodes[0]?.stop('SIGKILL');
  await expect
    .poll(prometheus.firing, within)
    .toEqual(
      [
        `CockatielDown ${first}`,
        `CockatielPeerDown ${second}`,
        `CockatielPeerDown ${third}`,
      ].sort(),
    );
  await nodes[0]?.start();
  await expect.poll(prometheus.firing, within).toEqual([]);
});

test('each alert fires when its fault is made', async (ctx) => {
  const [port = 0] = await findFreePorts(1);
  const started = await Promise.all(
    alertFaults.map(async (fault) => ({ fault, node: await fault.start(options) })),
  );
  const faults = started.filter((one) => one.node !== undefined) as {
    fault: (typeof alertFaults)[number];
    node: NodeProcess;
  }[];
  const ports = [port, ...faults.map(({ node }) => node.port)];
  const prometheus = await startPrometheus(ports, secret, ctx);
  const read = 'count(process_start_time_seconds)';
  // All but the one with another secret, and the one that is not started yet.
  await expect.poll(() => prometheus.value(read), within).toBe(faults.length - 1);

  const expected = new Set<string>();
  const leftOut = started.filter((one) => one.node === undefined).map(({ fault }) => fault.name);
  for (const { fault, node } of faults) {
    if ((await fault.make(node)) === false) {
      leftOut.push(fault.name);
      continue;
    }
    for (const alert of fault.alerts) expected.add(`${alert} 127.0.0.1:${node.port}`);
  }
  // Mounting a disk and tracing a process is not allowed everywhere.
  if (process.env['CI'] === 'true') expect(leftOut).toEqual([]);

  const again = 'CockatielRestarts';
  const directory = await useTestDirectory();
  const target = `127.0.0.1:${port}`;
  while (!(await prometheus.firing()).includes(`${again} ${target}`)) {
    const node = await startProcess(directory, ['--port', `${port}`], options);
    await expect.poll(async () => (await prometheus.targets())[target], within).toBe('up');
    await node.stop('SIGKILL');
  }
  await expect.poll(prometheus.firing, within).toEqual(expect.arrayContaining([...expected]));

  const rules = await readFile(join(repository, 'contrib/prometheus/alerts.yml'), 'utf8');
  const made = [...alertFaults.flatMap(({ alerts }) => alerts), again];
  const all = [...rules.matchAll(/- alert: (\w+)/gu)].map(([, name]) => name);
  expect([...new Set(made)].sort()).toEqual(all.sort());
});
