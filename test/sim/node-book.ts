import type { Operation } from '../../lib/context.ts';
import { lengthOnDisk } from './length-on-disk.ts';
import type { Letter, Reply } from './letter.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** When a copy was damaged. */
interface Rot {
  readonly life: number;
  readonly atEvent: number;
}

/** What one node has promised, in all of its lives, and to whom it owes what. */
export interface NodeBook {
  /** Names it has acknowledged to hold, unless it was asked to delete them. */
  readonly held: ReadonlySet<string>;
  /** Names it has acknowledged to be deleted. */
  readonly buried: ReadonlyMap<string, number>;
  /** Copies on its disk that were damaged from outside. */
  readonly rotten: Map<string, Rot>;
  /** It has acknowledged an upload, which arrived in the event `sinceEvent`. */
  hold(name: string, atEvent: number, status: 201 | 302, sinceEvent: number): void;
  /** It has acknowledged a deletion. */
  bury(name: string, atEvent: number): void;
  /** A request has reached it, whatever comes of it. */
  hear(letter: Letter): void;
  wasBuried(name: string, beforeEvent: number): boolean;
  wasHeld(name: string, beforeEvent: number): boolean;
  record(operation: Operation): void;
  told(letter: Letter, reply: Reply): void;
  beginLife(): void;
  serve(): void;
  checkLengths(): void;
}

const acknowledgedAfterMs = 20;
const done: Readonly<Record<string, readonly number[]>> = {
  PUT: [201, 302, 409],
  DELETE: [200, 404],
  // A peer that has the file, as its answer shows, needs no more.
  HEAD: [200],
};

export function createNodeBook(world: World, node: SimNode): NodeBook {
  const held = new Map<string, number>();
  const buried = new Map<string, number>();
  const rotten = new Map<string, Rot>();
  const asked = new Set<string>();
  /** `<peer> <op> <name>` of what a peer has told this node, or has acknowledged to it. */
  const settled = new Set<string>();
  /** The same of what this node was about to record while it had that peer. */
  const recorded = new Set<string>();
  const owed = new Map<string, Set<string>>();
  /** The most that can be owed to each peer, as this life has counted. */
  let most = new Map<string, number>();
  let peers: readonly string[] = [];

  /** A peer that came after the record was made is told by copying, or by the others. */
  function owe(op: string, name: string): void {
    for (const peer of peers) {
      const isOwed = recorded.has(`${peer} ${op} ${name}`) && !settled.has(`${peer} ${op} ${name}`);
      if (isOwed) owedTo(peer).add(`${op} ${name}`);
    }
  }

  function settle(peer: string, op: string, name: string): void {
    settled.add(`${peer} ${op} ${name}`);
    owedTo(peer).delete(`${op} ${name}`);
  }

  /** The file that was sent is closed before the operation counts as acknowledged. */
  function lowerSoon(peer: string): void {
    const counted = most;
    const lower = (): void => void counted.set(peer, (counted.get(peer) ?? 0) - 1);
    world.scheduler.after(acknowledgedAfterMs, lower);
  }

  function owedTo(peer: string): Set<string> {
    const set = owed.get(peer) ?? new Set();
    owed.set(peer, set);
    return set;
  }

  function isPlain(peer: string): boolean {
    return world.nodes.get(peer)?.isOriginal !== true && !node.isOriginal;
  }

  function checkLength(peer: string, length: number): void {
    const least = owedTo(peer).size;
    const ceiling = most.get(peer) ?? 0;
    const where = `${node.id} owes ${peer}`;
    if (length < least) {
      const examples = [...owedTo(peer)].slice(0, 3).join(', ');
      world.ledger.fail('I7', `${where} ${least} operations and says ${length}: ${examples}`);
    }
    if (length > ceiling && node.diskFaults === 0 && isPlain(peer)) {
      world.ledger.fail('I7', `${where} at most ${ceiling} operations and says ${length}`);
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
      // A copy that was damaged before is replaced, but not one that was damaged since.
      if (status === 201 && (rotten.get(name)?.atEvent ?? Infinity) < sinceEvent)
        rotten.delete(name);
      if (!asked.has(name)) owe('PUT', name);
    },
    bury(name, atEvent) {
      asked.add(name);
      held.delete(name);
      rotten.delete(name);
      for (const set of owed.values()) set.delete(`PUT ${name}`);
      if (!buried.has(name)) owe('DELETE', name);
      if (!buried.has(name)) buried.set(name, atEvent);
    },
    hear({ sender, method, name }) {
      if (sender !== undefined && method !== 'HEAD') settle(sender.id, method, name);
      if (method !== 'DELETE') return;
      asked.add(name);
      for (const set of owed.values()) set.delete(`PUT ${name}`);
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
    told(letter, reply) {
      const { to, method, name } = letter;
      if (isDone(method, reply)) {
        settle(to, method === 'HEAD' ? 'PUT' : method, name);
        if (method !== 'HEAD') lowerSoon(to);
      }
    },
    beginLife() {
      const next = [...node.runningPeers];
      for (const peer of peers) if (!next.includes(peer)) owed.delete(peer);
      peers = next;
      most = new Map();
    },
    serve() {
      const report = node.ctx?.peers.report() ?? {};
      for (const peer of peers) {
        const length = report[`http://${peer}`]?.length ?? -1;
        const onDisk = lengthOnDisk(node.queueDisk, `http://${peer}`);
        most.set(peer, Math.max(length, onDisk));
        if (length === onDisk) continue;
        world.ledger.fail('I7', `${node.id} has ${onDisk} for ${peer} on disk, and says ${length}`);
      }
    },
    checkLengths() {
      if (node.phase !== 'up') return;
      const reason = node.ctx?.health.readOnlyReason;
      if (reason !== undefined && node.diskFaults === 0) {
        world.ledger.fail('I6', `${node.id} is read-only on sound disks: ${reason}`);
      }
      const report = node.ctx?.peers.report() ?? {};
      for (const peer of peers) checkLength(peer, report[`http://${peer}`]?.length ?? -1);
    },
  };
}

function isDone(method: string, { status }: Reply): boolean {
  return done[method]?.includes(status) === true;
}
