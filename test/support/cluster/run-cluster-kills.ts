import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom, type SeededRandom } from '../node/seeded-random.ts';
import { createKillClient, type KillClient } from '../process/kill-client.ts';
import { createNodePromises } from '../process/node-promises.ts';
import { sendClusterKillLoad } from './cluster-kill-load.ts';
import { type ClusterPhase, clusterPhasesOf } from './cluster-kill-phases.ts';
import type { ClusterLedger } from './cluster-load.ts';
import { type Member, recoverKilledNode, type Victim } from './recover-killed-node.ts';
import type { ClusterNode, TestCluster } from './start-test-cluster.ts';

/** More steps than a round has: a kill at one of the last finds a node idle. */
const mostSteps = 400;
/** About as many changes of its directories as a start makes. */
const mostStartSteps = 16;

/**
 * Kills nodes of a cluster under load, one or several at a time, and holds the disk of each against
 * what it had acknowledged: while it is dead, and after its start before any peer can reach it.
 * Moments are chosen by progress: chunks sent, responses received, requests between nodes, changes
 * on the disk. Returns what all nodes have acknowledged to clients.
 */
export async function runClusterKills(
  cluster: TestCluster,
  { seed, kills }: { readonly seed: number; readonly kills: number },
  count: (phase: ClusterPhase) => void,
): Promise<{ ledger: ClusterLedger; kills: number }> {
  const random = createSeededRandom(seed);
  const doomed = new Set<string>();
  const members = cluster.nodes.map((node) => createMember(cluster, node, doomed));
  let done = 0;
  for (let round = 0; done < kills; round += 1) {
    const victims = chooseVictims(members, random);
    await runRound({ members, victims, random, doomed, label: `${round}` }, (phases) => {
      done += 1;
      for (const phase of phases) count(phase);
    });
  }
  return { ledger: addUp(members, doomed), kills: done };
}

function createMember(cluster: TestCluster, node: ClusterNode, doomed: Set<string>): Member {
  const others = cluster.nodes.filter((other) => other !== node);
  const incoming = others.map((other) => cluster.link(other.name, node.name));
  const outgoing = others.map((other) => cluster.link(node.name, other.name));
  const promises = createNodePromises({ node, incoming, doomed });
  return { node, incoming, outgoing, promises, isDead: false };
}

function chooseVictims(members: readonly Member[], random: SeededRandom): Victim[] {
  const many = random.pick([1, 1, 1, 2, members.length]) ?? 1;
  return random
    .shuffle([...members])
    .slice(0, many)
    .map((member) => {
      const startSteps: number[] = [];
      while (random.chance(0.25)) startSteps.push(random.below(mostStartSteps));
      return { member, startSteps, random: createSeededRandom(random.below(2 ** 32)) };
    });
}

interface Round {
  readonly members: readonly Member[];
  readonly victims: readonly Victim[];
  readonly random: SeededRandom;
  readonly doomed: Set<string>;
  readonly label: string;
}

async function runRound(round: Round, killed: (phases: ClusterPhase[]) => void): Promise<void> {
  const { members, victims, random } = round;
  let stepsLeft = random.below(mostSteps);
  let recovered: Promise<PromiseSettledResult<void>[]> | undefined;
  const clients = new Map<Member, KillClient>();

  const kill = (): void => {
    if (recovered !== undefined) return;
    for (const { member } of victims) {
      const { node } = member;
      node.process.child.kill('SIGKILL');
      member.isDead = true;
      const attempts = clients.get(member)?.attempts ?? [];
      const together: ClusterPhase[] = victims.length > 1 ? ['together with another node'] : [];
      killed([...clusterPhasesOf({ ...member, attempts, storage: node.storage }), ...together]);
    }
    recovered = Promise.allSettled(
      victims.map((victim) => recoverKilledNode(victim, () => killed(['during the start']))),
    );
  };
  const step = (): void => {
    stepsLeft -= 1;
    if (stepsLeft < 0) kill();
  };
  for (const member of members) {
    clients.set(member, createKillClient(member.node.url, member.promises.toClients, step));
  }
  const watchers = victims.flatMap(({ member }) => watchMember(member, step));
  const loads = await Promise.allSettled([sendLoads(round, clients)]);
  kill();
  for (const watcher of watchers) watcher.close();
  // All of them, failed or not: a node that starts after a failed test would keep running.
  for (const result of [...loads, ...((await recovered) ?? [])]) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** Every node gets its own load, and its share of the files that any node has acknowledged. */
async function sendLoads(
  { members, random, doomed, label }: Round,
  clients: ReadonlyMap<Member, KillClient>,
): Promise<void> {
  const known = members
    .flatMap(({ promises }) => [...promises.toClients.live])
    .filter((name) => !doomed.has(name));
  const loads = [...clients].map(([member, client], index) => {
    const load = {
      client,
      random: createSeededRandom(random.below(2 ** 32)),
      label: `${label}-${member.node.name}`,
      known: known.filter((_, place) => place % members.length === index),
      doomed,
    };
    return sendClusterKillLoad(load, () => member.isDead);
  });
  await Promise.all(loads);
}

/** Watches a node: its disk, and the links to it and from it. */
function watchMember({ node, incoming, outgoing }: Member, step: () => void): FSWatcher[] {
  for (const link of [...incoming, ...outgoing]) {
    link.faultOf = () => {
      step();
      return undefined;
    };
  }
  const staging = join(node.storage, '.cockatiel', 'staging');
  return [staging, join(node.queue, 'journal')].map((directory) => watch(directory, step));
}

function addUp(members: readonly Member[], doomed: ReadonlySet<string>): ClusterLedger {
  const toClients = members.map(({ promises }) => promises.toClients);
  const deleted = new Set(toClients.flatMap((one) => [...one.deleted].map((name) => `/${name}`)));
  const live = toClients.flatMap((one) => [...one.live].map((name) => [`/${name}`, ''] as const));
  return {
    uploaded: new Map([...live, ...[...deleted].map((path) => [path, ''] as const)]),
    doomed: new Set([...doomed].map((name) => `/${name}`)),
    deleted,
  };
}
