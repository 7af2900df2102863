import { balancerHost, nodeBehind } from './address.ts';
import { isDone } from './is-done.ts';
import { lengthOnDisk } from './length-on-disk.ts';
import { kindOf, type Message, type Reply } from './message.ts';
import type { Situation } from './scenario-kinds.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What is pending for the peers of a node, as all that it records, sends and receives shows it. */
export interface PendingCount {
  /** The node is about to record an operation. */
  record(op: string, name: string): void;
  /** It has acknowledged an operation: that is pending for all peers that do not have it. */
  expect(op: string, name: string): void;
  /** It need not send an operation any more. */
  drop(op: string, name: string): void;
  /** A peer has sent an operation itself, or what it would bring about. */
  hear(peer: string, op: string, name: string): void;
  /** A peer's response has arrived. */
  acknowledged(message: Message, reply: Reply): void;
  /** It is about to send a peer so many operations beyond those of its journal. */
  repair(host: string, count: number): void;
  beginIncarnation(): void;
  serve(): void;
  /** Checks that `/_status` is true (I7). */
  check(): void;
  /** Only of these names the files are there: no other upload can be sent. */
  keepUploads(isThere: (name: string) => boolean): void;
  /** What its queue holds now. */
  copy(): PendingCopy;
  /** Its queue holds something else: a copy of this one or another node's, or nothing. */
  replace(copy: PendingCopy | undefined): void;
}

export interface PendingCopy {
  /** The id of the node whose queue it is. */
  readonly of: string;
  readonly pending: ReadonlyMap<string, ReadonlySet<string>>;
  readonly recorded: ReadonlySet<string>;
  readonly settled: ReadonlySet<string>;
}

const acknowledgedAfterMs = 20;
const movingPeers: ReadonlySet<string> = new Set<Situation>([
  'a peer left out',
  'a peer renamed',
  'a balancer as peer',
  'a wrong path prefix',
]);

export function createPendingCount(world: World, node: SimNode): PendingCount {
  /** `<peer> <op> <name>` that a peer has sent to this node, or has acknowledged to it. A peer is
   * the node behind a URL, or a balancer. */
  const settled = new Set<string>();
  /** The same of what this node was about to record while it had that peer. */
  let recorded = new Set<string>();
  let pending = new Map<string, Set<string>>();
  /** The most that can be pending for each peer, as this process has counted. */
  let most = new Map<string, number>();
  /** The hosts of this process's peers, and those whose pending operations are counted. */
  let hosts: readonly string[] = [];
  let peers: readonly string[] = [];
  let served: readonly string[] = [];
  let isOthers = false;
  const isKept = world.plan.situation === 'a peer left out';

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

  function raise(peer: string, by: number): void {
    most.set(peer, (most.get(peer) ?? 0) + by);
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
   * Where peers come and go, a queue may have more than is known here, until it knows who is who. To
   * a copy of another node's all its peers are others.
   */
  function isMovable(): boolean {
    return isOthers || movingPeers.has(world.plan.situation ?? '');
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
    record(op, name) {
      for (const peer of peers) {
        recorded.add(`${peer} ${op} ${name}`);
        raise(peer, 1);
      }
    },
    // A peer that came after the record was made gets it by a repair, or from the others.
    expect(op, name) {
      for (const peer of peers) {
        const key = `${peer} ${op} ${name}`;
        if (recorded.has(key) && !settled.has(key)) pendingFor(peer).add(`${op} ${name}`);
      }
    },
    drop(op, name) {
      for (const set of pending.values()) set.delete(`${op} ${name}`);
    },
    hear(peer, op, name) {
      settle(peer, op, name);
      settle(balancerHost, op, name);
    },
    acknowledged(message, reply) {
      const { host = '', to, method, name } = message;
      if (kindOf(message) !== 'operation') return;
      if (message.unidentified !== undefined || to === node.id || host.includes('/')) return;
      if (!isDone(method, reply)) return;
      settle(nodeBehind(host), method === 'HEAD' ? 'PUT' : method, name);
      if (method !== 'HEAD') lowerSoon(nodeBehind(host));
    },
    repair: (host, count) => raise(nodeBehind(host), count),
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
    check() {
      const report = node.ctx?.peers.report() ?? {};
      for (const host of hosts) checkLength(host, report[`http://${host}`]?.length ?? -1);
    },
    keepUploads(isThere) {
      for (const set of pending.values()) {
        for (const entry of set) {
          const [op, name = ''] = entry.split(/ (.*)/su);
          if (op === 'PUT' && !isThere(name)) set.delete(entry);
        }
      }
    },
    copy: () => ({
      of: node.id,
      pending: copyOf(pending),
      recorded: new Set(recorded),
      settled: new Set(settled),
    }),
    replace(copy) {
      pending = copyOf(copy?.pending ?? new Map());
      recorded = new Set(copy?.recorded);
      for (const key of copy?.settled ?? []) settled.add(key);
      isOthers = copy !== undefined && copy.of !== node.id;
    },
  };
}

function copyOf(pending: PendingCopy['pending']): Map<string, Set<string>> {
  return new Map([...pending].map(([peer, set]) => [peer, new Set(set)]));
}
