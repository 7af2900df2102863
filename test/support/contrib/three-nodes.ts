import { expect, onTestFinished } from 'vitest';
import { patience } from '../patience.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { type NodeProcess, type ProcessOptions, startProcess } from '../process/start-process.ts';
import { useTestDirectory } from '../process/start-test-node.ts';

/** A node that keeps its address and its directories over all restarts. */
export interface SteadyNode {
  readonly port: number;
  readonly url: string;
  /** The process that runs at present, or ran last. */
  readonly process: NodeProcess;
  stop(signal: NodeJS.Signals): Promise<void>;
  /** Starts it, and waits until it is ready. */
  start(): Promise<void>;
}

/** Starts three nodes that know each other. */
export async function startThreeNodes(
  args: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<SteadyNode[]> {
  const ports = await findFreePorts(3);
  return await Promise.all(ports.map((port) => startSteadyNode(port, ports, args, options)));
}

async function startSteadyNode(
  port: number,
  ports: readonly number[],
  more: readonly string[],
  options: ProcessOptions,
): Promise<SteadyNode> {
  const directory = await useTestDirectory();
  const url = `http://127.0.0.1:${port}`;
  const peers = ports.filter((other) => other !== port);
  const flags = peers.flatMap((other) => ['--node', `http://127.0.0.1:${other}`]);
  const args = ['--port', `${port}`, ...flags, ...more];
  let running: NodeProcess;
  const node: SteadyNode = {
    port,
    url,
    get process() {
      return running;
    },
    async stop(signal) {
      await running.stop(signal);
    },
    async start() {
      running = await startProcess(directory, args, options);
      await expect.poll(async () => (await fetch(`${url}/_ready`)).status, patience).toBe(200);
    },
  };
  running = await startProcess(directory, args, options);
  onTestFinished(async () => void (await running.stop('SIGKILL')));
  return node;
}
