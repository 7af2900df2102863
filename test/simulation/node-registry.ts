import type { Operation } from '../../lib/journal/journal.ts';
import { balancerHost, nodeBehind } from './address.ts';
import { isDone } from './is-done.ts';
import { lengthOnDisk } from './length-on-disk.ts';
import type { Message, Reply } from './message.ts';
import { createRottenCopies, type RottenCopies } from './rotten-copies.ts';
import type { Situation } from './scenario-kinds.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What one node has promised, in all of its processes, and what is pending for whom. */
export interface NodeRegistry {
  /** Names it has acknowledged to hold, unless it was asked to delete them. */
  readonly held: ReadonlySet<string>;
  /** Names it has acknowledged to be deleted. */
  readonly buried: ReadonlyMap<string, number>;
  /** Copies on its disk that were corrupted from outside. */
  readonly rotten: RottenCopies;
  /** It has acknowledged an upload, which arrived in the event `sinceEvent`. */
  hold(name: string, atEvent: number, status: 200 | 201 | 302, sinceEvent: number): void;
  /** It has acknowledged a deletion. */
  bury(name: string, atEvent: number): void;
  /** A request has reached it, whatever the outcome. */
  hear(message: Message): void;
  wasBuried(name: string, beforeEvent: number): boolean;
  wasHeld(name: string, beforeEvent: number): boolean;
  record(operation: Operation): void;
  acknowledged(message: Message, reply: Reply): void;
  beginIncarnation(): void;
  serve(): void;
  checkLengths(): void;
}

const acknowledgedAfterMs = 20;
const movingPeers: ReadonlySet<string> = new Set<Situation>([
  'a peer left out',
  'a peer renamed',
  'a balancer as peer',
  'a wrong path prefix',
]);

export function createNodeRegistry(world: World, node: SimNode): NodeRegistry {
  const held = new Map<string, number>();
  const buried = new Map<string, number>();
  const rotten = createRottenCopies();
  const asked = new Set<string>();
  /** `<peer> <op> <name>` that a peer has sent to this node, or has acknowledged to it. A peer is
   * the node behind a URL, or a balancer. */
  const settled = new Set<string>();
  /** The same of what this node was about to record while it had that peer. */
  const recorded = new Set<string>();
  const pending = new Map<string, Set<string>>();
  /** The most that can be pending for each peer, as this process has counted. */
  let most = new Map<string, number>();
  /** The hosts of this process's peers, and those whose pending operations are counted. */
  let hosts: readonly string[] = [];
  let peers: readonly string[] = [];
  let served: readonly string[] = [];
  const isKept = world.plan.situation === 'a peer left out';

  /** A peer that came after the record was made gets it by copying, or from the others. */
  function addPending(op: string, name: string): void {
    for (const peer of peers) {
      const isDue = recorded.has(`${peer} ${op} ${name}`) && !settled.has(`${peer} ${op} ${name}`);
      if (isDue) pendingFor(peer).add(`${op} ${name}`);
    }
  }

  function settle(peer: string, op: string, name: string): void {
    settled.add(`${peer} ${op} ${name}`);
    pendingFor(peer).delete(`${op} ${name}`);
  }

  /** The file that was sent is closed before the operation counts as acknowledged. */
  function lowerSoon(peer: string): void {
    const counted = most;
    const lower = (): void => void counted.set(peer, (counted.get(peer) ?? 0) - 1);
    world.scheduler.after(acknowledgedAfterMs, lower);
  }

  function pendingFor(peer: string): Set<string> {
    const set = pending.get(peer) ?? new Set();
    pending.set(peer, set);
    return set;
  }

  function isPlain(peer: string): boolean {
    return world.nodes.get(peer)?.isLegacy !== true && !node.isLegacy && !isMovable();
  }

  /**
   * Where peers come and go, a queue may have more than is known here, until it knows who is who.
   */
  function isMovable(): boolean {
    return movingPeers.has(world.plan.situation ?? '');
  }

  /** What is pending for a peer under another URL, which it had before. */
  function keptFor(peer: string): number {
    const removed = Object.entries(node.ctx?.peers.removed() ?? {});
    const its = removed.filter(([url]) => nodeBehind(url.slice('http://'.length)) === peer);
    return its.reduce((sum, [, { length }]) => sum + length, 0);
  }

  function checkLength(host: string, length: number): void {
    const peer = nodeBehind(host);
    const least = pendingFor(peer).size - keptFor(peer);
    const ceiling = most.get(peer) ?? 0;
    const where = `${node.id}, for ${host}`;
    if (length < least) {
      const examples = [...pendingFor(peer)].slice(0, 3).join(', ');
      world.oracle.fail('I7', `${where} ${least} are pending, not ${length}: ${examples}`);
    }
    if (length > ceiling && node.diskFaults === 0 && isPlain(peer)) {
      world.oracle.fail('I7', `${where} at most ${ceiling} are pending, not ${length}`);
    }
  }

  return {
    get held() {
      return new Set([...held.keys()].filter((name) => !asked.has(name)));
    },
    buried,
    rotten,
    hold(name, atEvent, status, sinceEvent) {
      if (!held.has(name)) held.set(name, atEvent);
      if (status === 201) rotten.replace(name, sinceEvent);
      if (!asked.has(name)) addPending('PUT', name);
    },
    bury(name, atEvent) {
      asked.add(name);
      held.delete(name);
      rotten.delete(name);
      for (const set of pending.values()) set.delete(`PUT ${name}`);
      if (!buried.has(name)) addPending('DELETE', name);
      if (!buried.has(name)) buried.set(name, atEvent);
    },
    hear({ sender, method, name }) {
      if (sender !== undefined && sender !== node && method !== 'HEAD') {
        settle(sender.id, method, name);
        settle(balancerHost, method, name);
      }
      if (method !== 'DELETE') return;
      asked.add(name);
      for (const set of pending.values()) set.delete(`PUT ${name}`);
    },
    wasBuried: (name, beforeEvent) => (buried.get(name) ?? Infinity) < beforeEvent,
    wasHeld: (name, beforeEvent) =>
      !asked.has(name) && !rotten.has(name) && (held.get(name) ?? Infinity) < beforeEvent,
    record({ op, name }) {
      for (const peer of peers) {
        recorded.add(`${peer} ${op} ${name}`);
        most.set(peer, (most.get(peer) ?? 0) + 1);
      }
    },
    acknowledged(message, reply) {
      const { host = '', to, method, name } = message;
      if (message.unidentified !== undefined || to === node.id || host.includes('/')) return;
      if (isDone(method, reply)) {
        settle(nodeBehind(host), method === 'HEAD' ? 'PUT' : method, name);
        if (method !== 'HEAD') lowerSoon(nodeBehind(host));
      }
    },
    beginIncarnation() {
      hosts = [...node.runningPeers];
      const next = hosts.map(nodeBehind);
      // Of peers that it had only in starts that failed a node may know nothing.
      const left = (isKept ? served : peers).filter((peer) => !next.includes(peer));
      if (!isKept) for (const peer of left) pending.delete(peer);
      peers = isKept ? [...next, ...left] : next;
      most = new Map();
    },
    serve() {
      served = peers;
      const report = node.ctx?.peers.report() ?? {};
      for (const host of hosts) {
        const length = report[`http://${host}`]?.length ?? -1;
        const onDisk = lengthOnDisk(node.queueDisk, `http://${host}`);
        most.set(nodeBehind(host), Math.max(length, onDisk));
        if (length === onDisk || isMovable()) continue;
        world.oracle.fail('I7', `${node.id} has ${onDisk} for ${host} on disk, and says ${length}`);
      }
    },
    checkLengths() {
      if (node.phase !== 'up') return;
      const reason = node.ctx?.health.readOnlyReason;
      if (reason !== undefined && node.diskFaults === 0) {
        world.oracle.fail('I6', `${node.id} is read-only on intact disks: ${reason}`);
      }
      const report = node.ctx?.peers.report() ?? {};
      for (const host of hosts) checkLength(host, report[`http://${host}`]?.length ?? -1);
    },
  };
}
