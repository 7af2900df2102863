import { bucketHost, nodeBehind } from './address.ts';
import type { BucketPlan } from './bucket-plan.ts';
import { createInventoryCheck, isComparable } from './check-inventory.ts';
import { areEqualSets, type SetsOnDisk, setsIn, setsOnDisk } from './sets-on-disk.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const intervalMs = 1000;
/**
 * A change of the disk is in the sets of the node after this time: a storage that comes and goes is
 * noticed every two seconds.
 */
const noticedMs = 5000;
/**
 * As docs/protocol.md says: a minute until the next comparison, two more of them after 5 s each, and
 * what the requests take.
 */
const comparedMs = 60_000 + 2 * 5000 + 10_000;

/** Something wrong that is allowed to be so for a while. */
interface Lies {
  /** Notes whether something is wrong now; true when it has been so for too long. */
  isTooLong(key: string, isWrong: boolean, limitMs: number): boolean;
}

/**
 * Looks at all nodes every second: whether what they keep in memory is what their disks have, and
 * whether a node says that it holds the same as a peer while it does not.
 */
export function startAudit(world: World): void {
  const { scheduler, nodes, bucket, plan } = world;
  const lies = createLies(world);
  const { findFalseName } = createInventoryCheck();
  const read = createReader();

  function checkSets(node: SimNode): void {
    const what = isComparable(node) ? findFalseName(node, read(node)) : undefined;
    const key = `${node.id} ${node.incarnation}`;
    if (!lies.isTooLong(key, what !== undefined, noticedMs)) return;
    world.oracle.fail('I7', `${node.id} ${what}`);
  }

  function checkSync(node: SimNode): void {
    const report = node.ctx?.peers.report() ?? {};
    for (const host of node.runningPeers) {
      const peer = holderBehind(host);
      const { inSync, length, state } = report[`http://${host}`] ?? {};
      const isSaid = inSync === true && length === 0 && state === 'up';
      const isWrong = isSaid && !world.faults.isOpen && peer !== undefined && differ(node, peer);
      const key = `${node.id} and ${host}`;
      if (!lies.isTooLong(key, isWrong, comparedMs)) continue;
      world.oracle.fail('I7', `${node.id} is in sync with ${host}, it says, and they differ`);
    }
  }

  /** A bucket that others use, too, may have more at any time. */
  function holderBehind(host: string): SimNode | SimBucket | undefined {
    return host === bucketHost && isSole(plan.bucket) ? bucket : nodes.get(nodeBehind(host));
  }

  /** What nobody can have noticed yet does not count. */
  function differ(node: SimNode, peer: SimNode | SimBucket): boolean {
    if ('promises' in peer)
      return node.unseen.size === 0 && !areEqualSets(read(node), setsIn(peer));
    if (node.unseen.size + peer.unseen.size > 0) return false;
    return !areEqualSets(read(node), read(peer));
  }

  function look(): void {
    for (const node of nodes.values()) {
      if (node.phase !== 'up') continue;
      checkSets(node);
      checkSync(node);
    }
    scheduler.after(intervalMs, look);
  }

  scheduler.after(intervalMs, look);
}

function isSole(plan: BucketPlan | undefined): boolean {
  return plan !== undefined && plan.behind.length + plan.on.length === 1;
}

/** Reads the sets of a node again only where its disks may have changed. */
function createReader(): (node: SimNode) => SetsOnDisk {
  const known = new Map<SimNode, { readonly version: number; readonly sets: SetsOnDisk }>();
  return (node) => {
    const found = known.get(node);
    if (found?.version === node.diskVersion) return found.sets;
    const sets = setsOnDisk(node);
    known.set(node, { version: node.diskVersion, sets });
    return sets;
  };
}

function createLies({ scheduler }: World): Lies {
  const sinceMs = new Map<string, number>();
  return {
    isTooLong(key, isWrong, limitMs) {
      if (!isWrong) {
        sinceMs.delete(key);
        return false;
      }
      const since = sinceMs.get(key) ?? scheduler.nowMs;
      sinceMs.set(key, since);
      return scheduler.nowMs - since > limitMs;
    },
  };
}
