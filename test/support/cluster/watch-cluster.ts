import { expect, onTestFinished } from 'vitest';
import { type NodeStatus, readNodeStatus } from './read-node-status.ts';
import type { ClusterNode } from './start-test-cluster.ts';

/** What was seen of a cluster meanwhile. */
export interface Observations {
  /** Deleted files that a node served, as `node path`, after it had once responded 404. */
  readonly servedAgain: readonly string[];
  /** The same of all that a node served. */
  readonly served: readonly string[];
  /** Whether a node said that it and a peer do not hold the same, or that something is pending. */
  readonly saidSo: boolean;
  /** How often a node said that it is equal with all of its peers while it was not. */
  readonly untrue: number;
}

export interface ClusterWatch {
  stop(): Promise<Observations>;
}

/** Reads deleted files from all nodes, and their `/_status`, again and again until it is stopped. */
export function watchCluster(
  nodes: readonly ClusterNode[],
  deleted: readonly string[],
): ClusterWatch {
  const gone = new Set<string>();
  const [served, servedAgain] = [new Set<string>(), new Set<string>()];
  let [saidSo, untrue, isStopped, turn] = [false, 0, false, 0];

  async function readDeleted({ name, url }: ClusterNode, path: string): Promise<void> {
    const status = await fetch(url + path, { method: 'HEAD' }).then(
      (response) => response.status,
      () => undefined,
    );
    const key = `${name} ${path}`;
    if (status === 404) gone.add(key);
    if (status !== 200) return;
    served.add(key);
    if (gone.has(key)) servedAgain.add(key);
  }

  function note(statuses: readonly (NodeStatus | undefined)[]): void {
    const digests = new Set(statuses.map((status) => status?.node.digest));
    const peers = statuses.map((status) => Object.values(status?.queues ?? {}));
    if (peers.flat().some(({ inSync, pending }) => inSync === false || pending > 0)) saidSo = true;
    // Of several that differ one may still be equal with all of its peers but one.
    const allSay = peers.every((some) => some.length > 0 && some.every((one) => one.inSync));
    if (allSay && digests.size > 1 && !digests.has(undefined)) untrue += 1;
  }

  async function look(): Promise<boolean> {
    const paths = Array.from({ length: 4 }, (_, next) => deleted[(turn + next) % deleted.length]);
    turn += paths.length;
    note(await Promise.all(nodes.map(readNodeStatus)));
    for (const node of nodes) {
      await Promise.all(paths.map((path) => path !== undefined && readDeleted(node, path)));
    }
    return isStopped;
  }

  const watch = async (): Promise<void> => {
    await expect.poll(look, { interval: 50, timeout: 600_000 }).toBe(true);
  };
  const ended = watch();
  const stop = async (): Promise<void> => {
    isStopped = true;
    await ended;
  };
  onTestFinished(stop);
  return {
    async stop() {
      await stop();
      return { servedAgain: [...servedAgain], served: [...served], saidSo, untrue };
    },
  };
}
