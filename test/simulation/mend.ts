import { balancerHost, nodeBehind } from './address.ts';
import { changePeers } from './run-peers-step.ts';
import type { SimNode } from './sim-node.ts';
import { stopNode } from './stop-node.ts';
import type { World } from './world.ts';

/** What a node gets as its id when it turns out that its own was a copy. */
const newIdStart = 'f';

/** The operator repairs what the situation of the run was, as docs/operating.md says. */
export async function mend(world: World): Promise<void> {
  const { network, nodes, plan, tell } = world;
  if (plan.situation === undefined) return;
  tell('!', 'the operator mends what is wrong');
  network.dismissUnidentified();
  for (const node of nodes.values()) node.storageMount.bringBack();
  for (const node of nodes.values()) {
    if (node.hasCopiedId) await giveNewId(world, node);
    await giveRealPeers(world, node);
  }
  // What was changed behind their backs they see at a start.
  const misled = [...nodes.values()].filter(({ unseen }) => unseen.size > 0);
  for (const node of misled) await world.inOperatorsTurn(() => stopNode(world, node));
}

async function giveNewId(world: World, node: SimNode): Promise<void> {
  const { inOperatorsTurn, tell } = world;
  await inOperatorsTurn(async () => {
    await stopNode(world, node);
    node.queueDisk.wipe('node-id');
    node.hasCopiedId = false;
    node.nodeId = `${newIdStart}${node.nodeId.slice(1)}`;
    tell(node.id, 'gets an id of its own');
  });
}

async function giveRealPeers(world: World, node: SimNode): Promise<void> {
  const ids = world.plan.realPeers[node.id] ?? [];
  await changePeers(world, node, () => {
    const good = [...node.peers].filter(isGood);
    const missing = ids.filter((id) => !good.some((host) => nodeBehind(host) === id));
    node.peers.clear();
    for (const host of [...good, ...missing]) node.peers.add(host);
  });
}

function isGood(host: string): boolean {
  return host !== balancerHost && !host.includes('/');
}
