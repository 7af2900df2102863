import { defaultReadThroughLimits } from '../../lib/limits/read-through-limits.ts';
import { bucketHost, nodeBehind } from './address.ts';
import { askNode } from './ask-node.ts';
import { oneOfMany } from './contents.ts';
import { runClientStep } from './run-client-step.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** A file of which no scenario knows. */
const number = 1500;
/** And another one. */
const laterNumber = 1501;
/** A name that nobody has uploaded, from long before the run. */
const absentName = `absent_1600000000_${'0'.repeat(40)}`;

/**
 * A client sends a file to one node, and all that have that node as a peer serve it at once: a load
 * balancer in front of all nodes never causes a 404.
 */
export async function checkReadAfterWrite(world: World): Promise<void> {
  const { nodes, plan, scheduler } = world;
  // It has no space for one more file.
  if (plan.smallDisk !== undefined) return;
  // A peer that did not respond while there were faults is left alone, until a probe finds it.
  await scheduler.sleep(defaultReadThroughLimits.restMs + plan.probeIntervalMs);
  const at = plan.seed % nodes.size;
  await checkReaders(world, at, await uploadOne(world, at, number));
}

/**
 * A client sends a file to a node on a bucket. What is returned checks that all nodes that have the
 * bucket serve it, also those that have compared themselves with it since.
 */
export async function uploadForLater(world: World): Promise<() => Promise<void>> {
  const at = [...world.nodes.values()].findIndex(({ bucket }) => bucket !== undefined);
  if (at === -1 || world.plan.smallDisk !== undefined) return async () => undefined;
  const name = await uploadOne(world, at, laterNumber);
  return () => checkReaders(world, at, name);
}

/** Uploads a file to a node, and returns its name; `undefined`, and a failure, if it is not taken. */
async function uploadOne(world: World, node: number, which: number): Promise<string | undefined> {
  const { oracle } = world;
  const { base } = oneOfMany(which);
  await runClientStep(world, { what: 'upload one of many', node, number: which });
  const name = oracle.names.findLast((known) => known.startsWith(`${base}_`));
  if (name === undefined) oracle.fail('I1', `no node takes ${base}`);
  return name;
}

/** All that have a node as a peer, or share its bucket, serve a file of it. */
async function checkReaders(world: World, at: number, name: string | undefined): Promise<void> {
  const { oracle } = world;
  const all = [...world.nodes.values()];
  const content = oracle.contentOf(name ?? '');
  if (name === undefined || content === undefined) return;
  const readers = all.filter((node) => readsFrom(node, all[at] as SimNode));
  await Promise.all(
    readers.map(async (node) => {
      const { status, bytes } = await askNode(node, 'GET', name);
      if (status === 200 && Buffer.compare(bytes, content) === 0) return;
      oracle.fail('I1', `${node.id} responds ${status} for ${name}, which was just stored`);
    }),
  );
}

/** From one of its peers, or from the bucket that is the storage of the other node. */
function readsFrom({ isLegacy, runningPeers, bucket }: SimNode, from: SimNode): boolean {
  if (isLegacy) return false;
  const onBucket = from.bucket !== undefined;
  if (onBucket && (bucket === from.bucket || runningPeers.has(bucketHost))) return true;
  return [...runningPeers].some((host) => nodeBehind(host) === from.id);
}

/**
 * Requests a name that nobody has from every node. Those that know that all their peers hold the
 * same ask nobody but a bucket, which others change.
 */
export async function checkAbsence({ oracle, nodes, reach }: World): Promise<void> {
  for (const node of nodes.values()) {
    const before = oracle.messageCounts.get('read') ?? 0;
    const { status } = await askNode(node, 'GET', absentName);
    if (status !== 404) oracle.fail('I4', `${node.id} responds ${status} for what nobody has`);
    if (!oracle.book(node).knowsAllEqual()) continue;
    reach('a node asks nobody, because all hold the same');
    const asked = (oracle.messageCounts.get('read') ?? 0) - before;
    if (asked > (node.runningPeers.has(bucketHost) ? 1 : 0))
      oracle.fail('I6', `${node.id} asks ${asked} times for what nobody has`);
  }
}
