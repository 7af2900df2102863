import type { ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { SeededRandom } from '../node/seeded-random.ts';
import type { NodePromises } from '../process/node-promises.ts';
import type { PeerProxy } from './peer-proxy.ts';
import type { ClusterNode } from './start-test-cluster.ts';

/** A node of a cluster, the links to it and from it, and what it acknowledged. */
export interface Member {
  readonly node: ClusterNode;
  readonly incoming: readonly PeerProxy[];
  readonly outgoing: readonly PeerProxy[];
  readonly promises: NodePromises;
  isDead: boolean;
}

/** A node that is killed, and at which changes on its disk its next starts are cut off. */
export interface Victim {
  readonly member: Member;
  readonly startSteps: readonly number[];
  readonly random: SeededRandom;
}

/** Brings a node back that was just killed; no peer reaches it before its disk is checked. */
export async function recoverKilledNode(
  { member, startSteps, random }: Victim,
  countKill: () => void,
): Promise<void> {
  const { node, incoming, promises } = member;
  for (const link of incoming) link.faultOf = () => ({ kind: 'refuse' });
  await node.stop('SIGKILL');
  promises.checkDisk('dead');
  for (const steps of startSteps) {
    if (!(await killDuringStart(node, steps))) continue;
    countKill();
    promises.checkDisk('dead');
  }
  await node.start();
  promises.checkDisk('started');
  await promises.checkServed((names) => random.shuffle([...names]).slice(0, 3));
  member.isDead = false;
  for (const link of incoming) link.faultOf = () => undefined;
}

/** Whether it was killed before it said that it listens. */
async function killDuringStart(node: ClusterNode, steps: number): Promise<boolean> {
  let left = steps;
  let begun: ChildProcess | undefined;
  const step = (): void => {
    left -= 1;
    if (left < 0) begun?.kill('SIGKILL');
  };
  const watchers = [node.queue, join(node.queue, 'journal')].map((path) => watch(path, step));
  try {
    await node.start((child) => {
      begun = child;
    });
    await node.stop('SIGKILL');
    return false;
  } catch (error) {
    if (begun?.signalCode !== 'SIGKILL') throw error;
    return true;
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
