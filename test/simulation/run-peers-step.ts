import { nodeBehind, otherHostOf } from './address.ts';
import { pickNode } from './run-client-step.ts';
import type { SimNode } from './sim-node.ts';
import type { OperatorStep } from './step.ts';
import type { World } from './world.ts';

type PeersStep = Extract<
  OperatorStep,
  { what: 'leave out a peer' | 'take back under another URL' | 'rename a peer' }
>;

/** Changes a node's list of peers between two starts; what is pending for the peer must not be lost. */
export async function runPeersStep(world: World, step: PeersStep): Promise<void> {
  const node = pickNode(world, step.node);
  const host = hostOf(node, pickNode(world, step.other).id);
  if (host === undefined) return;
  const isBareId = nodeBehind(host) === host;
  const otherHost = isBareId ? otherHostOf(host) : nodeBehind(host);
  // A step that waited for the operator until the faults were over is too late.
  const isInTime = (): boolean => world.faults.isOpen && isRemembered(node, host);
  if (step.what === 'rename a peer') {
    return await changePeers(world, node, () => {
      if (!isInTime()) return;
      world.faults.note('a peer renamed');
      rename(node, host, otherHost);
    });
  }
  await changePeers(world, node, () => {
    if (isInTime()) leaveOut(world, node, host, step.what);
  });
  if (node.peers.has(host)) return;
  await world.scheduler.sleep(step.forMs);
  const next = step.what === 'leave out a peer' ? host : otherHost;
  await changePeers(world, node, () => world.faults.isOpen && void node.peers.add(next));
}

function leaveOut(world: World, node: SimNode, host: string, what: PeersStep['what']): void {
  node.peers.delete(host);
  world.faults.note('a peer left out');
  world.reach(`the operator can ${what}`);
}

/** Of a peer that it had only in starts that failed a node knows nothing. */
function isRemembered({ queueDisk }: SimNode, host: string): boolean {
  const saved = queueDisk.read('peers.json');
  return saved !== undefined && `http://${host}` in JSON.parse(new TextDecoder().decode(saved));
}

/** The host by which a node has another one as its peer; absent when it has not. */
export function hostOf(node: SimNode, id: string): string | undefined {
  return [...node.peers].find((host) => nodeBehind(host) === id);
}

/** Changes the list, and restarts the node until it goes by it. */
export async function changePeers(world: World, node: SimNode, change: () => void): Promise<void> {
  await world.inOperatorsTurn(async () => {
    change();
    const wanted = [...node.peers].join(' ');
    if (wanted === [...node.runningPeers].join(' ')) return;
    world.tell(node.id, `the operator gives it these peers: ${wanted}`);
    while (node.phase !== 'up' || [...node.runningPeers].join(' ') !== wanted) {
      await node.restart();
      await world.scheduler.sleep(100);
    }
  });
}

function rename(node: SimNode, from: string, to: string): void {
  node.peers.delete(from);
  node.peers.add(to);
}
