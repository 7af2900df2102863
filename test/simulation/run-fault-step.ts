import type { WindowFault } from './fault-kinds.ts';
import { pickNode } from './run-client-step.ts';
import type { SimNode } from './sim-node.ts';
import type { FaultStep, SituationFault } from './step.ts';
import { flipStored, readStored, storedNames } from './stored-files.ts';
import { situationStrikes } from './strike-situation.ts';
import type { World } from './world.ts';

type Strike = (world: World, node: SimNode, step: FaultStep) => Promise<void>;

/** Lets a fault strike, and ends it when its time is over. */
export async function runFaultStep(world: World, step: FaultStep): Promise<void> {
  const { what } = step;
  const node = pickNode(world, step.node);
  world.tell(node.id, `suffers: ${what}`);
  if (isOfSituation(what)) {
    return await situationStrikes[what](world, node, pickNode(world, step.other), step);
  }
  if (what !== 'failing disk') world.faults.note(what);
  await strikes[what](world, node, step);
}

function isOfSituation(what: FaultStep['what']): what is SituationFault {
  return what in situationStrikes;
}

const strikes: Readonly<Record<WindowFault, Strike>> = {
  async 'one-way cut'(world, node, { other, forMs }) {
    const reconnect = world.network.cut(node.id, pickNode(world, other).id);
    await world.scheduler.sleep(forMs);
    reconnect();
  },

  async isolation(world, node, { forMs }) {
    const reconnect = isolate(world, node);
    await world.scheduler.sleep(forMs);
    reconnect();
  },

  /** Nodes are cut off one by one, and come back one by one in another order. */
  async swizzle(world, _node, { forMs }) {
    const { prng, nodes, scheduler, faults } = world;
    const reconnects: (() => void)[] = [];
    for (const node of nodes.values()) {
      if (!prng.chance(0.6, 'swizzle') || !faults.isOpen) continue;
      reconnects.push(isolate(world, node));
      await scheduler.sleep(forMs / 4);
    }
    while (reconnects.length > 0) {
      const [reconnect] = reconnects.splice(prng.below(reconnects.length, 'swizzle back'), 1);
      reconnect?.();
      await scheduler.sleep(forMs / 4);
    }
  },

  async 'slow peer'(world, node, { forMs, strength }) {
    const quicken = world.network.slow(node.id, 100 + strength * strength * strength * 40_000);
    await world.scheduler.sleep(forMs);
    quicken();
  },

  async 'failing disk'(world, node, { forMs, strength }) {
    const disk = strength < 0.5 ? 'storage' : 'queue';
    node.failingDisks.add(disk);
    await world.scheduler.sleep(forMs);
    node.failingDisks.delete(disk);
  },

  async 'full disk'(world, node, { forMs, strength }) {
    const disk = strength < 0.5 ? node.storageDisk : node.queueDisk;
    const space = (strength * 2) % 1;
    const used = disk.paths().reduce((sum, path) => sum + (disk.read(path)?.length ?? 0), 0);
    disk.capacityBytes = used + Math.floor(space * space * space * 5000);
    node.diskFaults += 1;
    await world.scheduler.sleep(forMs);
    disk.capacityBytes = Infinity;
  },

  async 'clock jump'(_world, node, { strength, forMs }) {
    const signed = strength * 2 - 1;
    node.skewMs += Math.floor(signed * (forMs < 2000 ? 2000 : 7_200_000));
  },

  /** From one node, or from all of them. */
  async 'bucket away'(world, node, { forMs, strength }) {
    const bringBack = world.bucket?.takeAway(strength < 0.5 ? [...world.nodes.keys()] : [node.id]);
    await world.scheduler.sleep(forMs);
    bringBack?.();
  },

  async 'bit rot'(world, node, { other, strength }) {
    const names = storedNames(node);
    const name = names[other % Math.max(names.length, 1)];
    const size = (name && readStored(node, name)?.length) || 0;
    if (name === undefined || size === 0) return;
    flipStored(node, name, Math.floor(strength * size));
    const atEvent = world.scheduler.eventCount;
    // What comes from a bucket is hashed whenever it is read.
    const incarnation = node.bucket === undefined ? node.incarnation : -1;
    world.oracle.book(node).rotten.add(name, { incarnation, atEvent });
    world.tell(node.id, `a bit of ${name} flips`);
  },
};

function isolate({ network, nodes }: World, node: SimNode): () => void {
  const reconnects = [...nodes.keys(), 'client'].flatMap((id) => [
    network.cut(node.id, id),
    network.cut(id, node.id),
  ]);
  return () => {
    for (const reconnect of reconnects) reconnect();
  };
}
