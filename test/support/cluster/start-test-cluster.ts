import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { PeerReport } from '../../../lib/pending/peers.ts';
import type { PollOptions } from '../patience.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { type NodeProcess, type ProcessOptions, startProcess } from '../process/start-process.ts';
import { useTestDirectory } from '../process/start-test-node.ts';
import { type PeerProxy, startPeerProxy } from './peer-proxy.ts';

/** A node of a cluster: the same one over all restarts. */
export interface ClusterNode {
  readonly name: string;
  readonly directory: string;
  readonly storage: string;
  readonly queue: string;
  /** The process that runs at present, or ran last. */
  readonly process: NodeProcess;
  readonly url: string;
  /** Ends it, and leaves its directories. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /**
   * Starts it again, on another port, with the peers that it has now; rejects when the process ends
   * before it listens.
   */
  start(onSpawn?: (child: ChildProcess) => void, args?: readonly string[]): Promise<void>;
}

export interface TestCluster {
  readonly nodes: readonly ClusterNode[];
  node(name: string): ClusterNode;
  /** Starts one more node, with links to and from these; they know it from their next start on. */
  add(name: string, peers: string): Promise<ClusterNode>;
  /** Lets two nodes know each other from their next starts on. */
  join(one: string, other: string): Promise<void>;
  /** Lets two nodes no longer know each other from their next starts on. */
  part(one: string, other: string): Promise<void>;
  /** The link from one node to another. */
  link(from: string, to: string): PeerProxy;
  /** Lets nothing through between two nodes, in either direction. */
  partition(one: string, other: string): void;
  heal(one: string, other: string): void;
  /** Listens again at the address of a link that was closed. */
  reopen(from: string, to: string): Promise<void>;
}

export interface TestClusterOptions {
  /** Pairs such as `ab` that know each other; all by default. */
  readonly pairs?: readonly string[];
  readonly args?: readonly string[];
  /** Where nodes keep their directories that have a disk of their own. */
  readonly directories?: Readonly<Record<string, string>>;
  /** Options for one node's process. */
  readonly processOptions?: (name: string) => ProcessOptions;
}

/** Starts a node for each letter, every direction through a proxy of its own. */
export async function startTestCluster(
  names: string,
  options: TestClusterOptions = {},
): Promise<TestCluster> {
  const root = await useTestDirectory();
  const links = new Map<string, PeerProxy>();
  const isPair = (one: string, other: string): boolean =>
    one !== other &&
    (options.pairs?.some((pair) => pair === one + other || pair === other + one) ?? true);
  const pairs = [...names].flatMap((from) =>
    [...names].filter((to) => isPair(from, to)).map((to) => from + to),
  );
  // No other connection takes the port of a link that is closed for a while.
  const ports = await findFreePorts(pairs.length);
  for (const [at, pair] of pairs.entries()) {
    links.set(pair, await startPeerProxy(undefined, ports[at]));
  }
  onTestFinished(async () => {
    for (const link of links.values()) await link.close();
  });

  async function createNode(name: string): Promise<ClusterNode> {
    const directory = options.directories?.[name] ?? join(root, name);
    await mkdir(directory, { recursive: true });
    let running: NodeProcess;
    const start: ClusterNode['start'] = async (onSpawn, more = []) => {
      const peers = [...links].filter(([pair]) => pair.startsWith(name));
      const flags = peers.flatMap(([, { url }]) => ['--node', url]);
      const args = [...flags, ...(options.args ?? []), ...more];
      running = await startProcess(directory, args, options.processOptions?.(name), onSpawn);
      for (const [pair, link] of links) if (pair.endsWith(name)) link.target = running.url;
    };
    await start();
    onTestFinished(async () => void (await running.stop('SIGKILL')));
    return {
      name,
      directory,
      storage: join(directory, 'storage'),
      queue: join(directory, 'queue'),
      get process() {
        return running;
      },
      get url() {
        return running.url;
      },
      async stop(signal = 'SIGTERM') {
        for (const [pair, link] of links) if (pair.endsWith(name)) link.target = undefined;
        return await running.stop(signal);
      },
      start,
    };
  }

  const nodes = await Promise.all([...names].map(createNode));
  const urlOf = (name: string): string | undefined => nodes.find((one) => one.name === name)?.url;
  const link = (from: string, to: string): PeerProxy => found(links.get(from + to));
  const cluster: TestCluster = {
    nodes,
    node: (name) => found(nodes.find((node) => node.name === name)),
    async add(name, peers) {
      for (const peer of peers) await cluster.join(name, peer);
      const node = await createNode(name);
      nodes.push(node);
      return node;
    },
    async join(one, other) {
      links.set(one + other, await startPeerProxy(urlOf(other)));
      links.set(other + one, await startPeerProxy(urlOf(one)));
    },
    async part(one, other) {
      for (const pair of [one + other, other + one]) {
        await links.get(pair)?.close();
        links.delete(pair);
      }
    },
    link,
    partition(one, other) {
      for (const way of [link(one, other), link(other, one)]) {
        way.faultOf = () => ({ kind: 'hold' });
        way.dropConnections();
      }
    },
    heal(one, other) {
      for (const way of [link(one, other), link(other, one)]) {
        way.faultOf = () => undefined;
        way.dropConnections();
      }
    },
    async reopen(from, to) {
      const { url, target } = link(from, to);
      links.set(from + to, await startPeerProxy(target, Number(new URL(url).port)));
    },
  };
  return cluster;
}

function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('The cluster has no such node or link.');
  return thing;
}

/** The status of a node's peers, by their URLs. */
export async function readQueues(node: { url: string }): Promise<Record<string, PeerReport>> {
  const response = await fetch(`${node.url}/_status`);
  return ((await response.json()) as { queues: Record<string, PeerReport> }).queues;
}

/** How many operations are pending for all peers of a node together. */
export async function pendingOf(node: { url: string }): Promise<number> {
  return Object.values(await readQueues(node)).reduce((sum, { length }) => sum + length, 0);
}

/**
 * The contract is: within 30 s of a peer being back. Tests with virtual time hold that; a machine
 * that does other things too may take longer.
 */
export const withinTheContract: PollOptions = { timeout: 90_000, interval: 50 };

/** Waits until nothing is pending anywhere, and all directories have the same files. */
export async function expectConverged(
  nodes: readonly ClusterNode[],
  within: PollOptions = withinTheContract,
): Promise<void> {
  await expect
    .poll(async () => [...(await Promise.all(nodes.map(pendingOf))), ...differences(nodes)], within)
    .toEqual(nodes.map(() => 0));
}

function differences([first, ...others]: readonly ClusterNode[]): string[] {
  return others.flatMap((other) => diff(first?.storage ?? '', other.storage));
}

/** The lines of `diff -r`; none when the directories have the same files. */
function diff(one: string, other: string): string[] {
  try {
    execFileSync('diff', ['-r', '--exclude=.cockatiel', one, other], { stdio: 'pipe' });
    return [];
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout)
      .split('\n')
      .slice(0, 5);
  }
}
