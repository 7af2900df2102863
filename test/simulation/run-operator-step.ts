import { createSimNode } from './create-sim-node.ts';
import { pickNode } from './run-client-step.ts';
import type { SimNode } from './sim-node.ts';
import type { OperatorStep } from './step.ts';
import { findPath, plantStored, storedNames } from './stored-files.ts';
import type { World } from './world.ts';

type PlainStep = Extract<
  OperatorStep,
  { what: 'restart' | 'drop a peer' | 'take a peer back' | 'add a node' }
>;

/** Does what an operator does, one thing after the other: restarts, and changes of the peers. */
export async function runOperatorStep(world: World, step: PlainStep): Promise<void> {
  await world.inOperatorsTurn(() => takeStep(world, step));
}

async function takeStep(world: World, step: PlainStep): Promise<void> {
  if (step.what === 'add a node') return await addNode(world);
  const node = pickNode(world, step.node);
  if (step.what === 'restart') return await node.restart();
  // It has no peers, and never will.
  if (node.bucket !== undefined) return;
  const others = peersIn(world).filter((other) => other !== node);
  const other = others[step.other % others.length] as SimNode;
  if (step.what === 'take a peer back') node.peers.add(other.id);
  else if (!isSpare(world, node, other)) return;
  else node.peers.delete(other.id);
  world.reach(`the operator can ${step.what}`);
  world.tell(node.id, `the operator will ${step.what}: ${other.id}`);
  await node.restart();
}

/** Whether everything that one node has still reaches the other without the direct way. */
function isSpare(world: World, from: SimNode, to: SimNode): boolean {
  const others = peersIn(world);
  const reached = new Set([from]);
  for (const node of reached) {
    for (const peer of others.filter(({ id }) => node.peers.has(id))) {
      if (!(node === from && peer === to)) reached.add(peer);
    }
  }
  return reached.size === others.length;
}

/**
 * As docs/operating.md says: the others get the new node as a peer, and fill it. Sometimes files are
 * copied to it all the same.
 */
async function addNode(world: World): Promise<void> {
  const { nodes, scheduler, prng, reach } = world;
  const others = peersIn(world);
  const id = String.fromCharCode('a'.charCodeAt(0) + others.length);
  const joined = createSimNode(
    world,
    id,
    others.map((other) => other.id),
  );
  nodes.set(id, joined);
  world.tell(id, 'joins');
  joined.start();
  for (const node of others) {
    node.peers.add(id);
    while (node.phase !== 'up' || !node.runningPeers.has(id)) {
      await node.restart();
      await scheduler.sleep(100);
    }
  }
  if (prng.chance(0.5, 'a node joins')) copyFiles(world, others[0] as SimNode, joined);
  else reach('a node joins with nothing');
}

/** The nodes that have peers, and may be some. */
function peersIn({ nodes }: World): readonly SimNode[] {
  return [...nodes.values()].filter(({ bucket }) => bucket === undefined);
}

function copyFiles({ oracle, reach, tell }: World, from: SimNode, to: SimNode): void {
  const names = storedNames(from);
  for (const name of names) {
    // What is corrupt there is restored from a backup.
    const bytes = oracle.contentOf(name);
    if (bytes !== undefined && findPath(to, name) === undefined) plantStored(to, name, bytes);
    to.unseen.add(name);
  }
  tell(to.id, `gets copies of ${names.length} files`);
  reach('a node joins by a copy of the files');
}
