import type { Operation } from '../../lib/journal/journal.ts';
import { parseStoredName } from '../../lib/names/stored-name.ts';
import { createAskedNames } from './asked-names.ts';
import type { Message, Reply } from './message.ts';
import { createPendingCount, type PendingCopy } from './pending-count.ts';
import { createRottenCopies, type RottenCopies } from './rotten-copies.ts';
import type { SimNode } from './sim-node.ts';
import { hasCopy } from './stored-files.ts';
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
  /** A peer has sent it a file for a client, or a range of it. */
  fetch(message: Message, reply: Reply, atEvent: number): void;
  /** Whether that was so since an event. */
  hasFetched(name: string, sinceEvent: number): boolean;
  /** It is about to send a peer so many operations beyond those of its journal. */
  repair(host: string, count: number): void;
  acknowledged(message: Message, reply: Reply): void;
  /** It has responded to the comparison of a peer. */
  respond(message: Message, status: number, body: Uint8Array | undefined): void;
  /** It is about to ask a peer for a file. */
  ask(message: Message): void;
  /** It has told a client that a file does not exist; the request arrived in an event. */
  miss(name: string, sinceEvent: number): void;
  /** Whether it has found all its peers equal. */
  knowsAllEqual(): boolean;
  beginIncarnation(): void;
  serve(): void;
  /** What its disks hold of its promises now. */
  copy(): RegistryCopy;
  /** Its storage holds something else: a copy, or nothing. */
  replaceStorage(copy: RegistryCopy | undefined): void;
  /** The same of its queue. */
  replaceQueue(copy: RegistryCopy | undefined): void;
  /** Somebody has removed a file from its disk. */
  lose(name: string): void;
  checkLengths(): void;
}

/** The promises that are on the disks of a node. */
export interface RegistryCopy {
  readonly held: ReadonlyMap<string, number>;
  readonly rotten: RottenCopies;
  readonly buried: ReadonlyMap<string, number>;
  readonly pending: PendingCopy;
}

export function createNodeRegistry(world: World, node: SimNode): NodeRegistry {
  let held = new Map<string, number>();
  let buried = new Map<string, number>();
  let rotten = createRottenCopies();
  const asked = new Set<string>();
  /** The event in which a peer sent a file last. */
  const fetched = new Map<string, number>();
  const pending = createPendingCount(world, node);
  const names = createAskedNames(world, node);

  return {
    get held() {
      return new Set([...held.keys()].filter((name) => !asked.has(name)));
    },
    get buried() {
      return buried;
    },
    get rotten() {
      return rotten;
    },
    hold(name, atEvent, status, sinceEvent) {
      if (!held.has(name)) held.set(name, atEvent);
      if (status === 201) rotten.replace(name, sinceEvent);
      if (!asked.has(name)) pending.expect('PUT', name);
    },
    bury(name, atEvent) {
      asked.add(name);
      held.delete(name);
      rotten.delete(name);
      pending.drop('PUT', name);
      if (buried.has(name)) return;
      pending.expect('DELETE', name);
      buried.set(name, atEvent);
    },
    hear({ sender, method, name }) {
      if (parseStoredName(name) === undefined) return;
      const isOperation = method === 'PUT' || method === 'DELETE';
      if (sender !== undefined && sender !== node && isOperation) {
        pending.hear(sender.id, method, name);
      }
      if (method !== 'DELETE') return;
      asked.add(name);
      pending.drop('PUT', name);
    },
    wasBuried: (name, beforeEvent) => (buried.get(name) ?? Infinity) < beforeEvent,
    wasHeld: (name, beforeEvent) =>
      !asked.has(name) && !rotten.has(name) && (held.get(name) ?? Infinity) < beforeEvent,
    record: ({ op, name }) => pending.record(op, name),
    fetch({ to, name }, { status }, atEvent) {
      if (status === 200) pending.hear(to, 'PUT', name);
      fetched.set(name, atEvent);
    },
    hasFetched: (name, sinceEvent) => (fetched.get(name) ?? -1) >= sinceEvent,
    repair: pending.repair,
    acknowledged(message, reply) {
      pending.acknowledged(message, reply);
      names.compare(message, reply);
    },
    respond: names.respond,
    ask: names.ask,
    miss: names.miss,
    knowsAllEqual: names.knowsAllEqual,
    beginIncarnation() {
      pending.beginIncarnation();
      names.beginIncarnation();
    },
    serve: pending.serve,
    copy: () => ({
      held: new Map([...held].filter(([name]) => !asked.has(name))),
      rotten: rotten.copy(),
      buried: new Map(buried),
      pending: pending.copy(),
    }),
    replaceStorage(copy) {
      held = new Map(copy?.held);
      rotten = copy?.rotten.copy() ?? createRottenCopies();
      pending.keepUploads((name) => held.has(name));
    },
    replaceQueue(copy) {
      buried = new Map(copy?.buried);
      pending.replace(copy?.pending);
      pending.keepUploads((name) => held.has(name));
    },
    lose(name) {
      held.delete(name);
      rotten.delete(name);
      pending.drop('PUT', name);
    },
    checkLengths() {
      if (node.phase !== 'up') return;
      const reason = node.ctx?.health.readOnlyReason;
      if (reason !== undefined && node.diskFaults === 0) {
        world.oracle.fail('I6', `${node.id} is read-only on intact disks: ${reason}`);
      }
      // A power cut may take away a corrupt copy that is just being moved.
      for (const name of rotten.names()) if (!hasCopy(node, name)) pending.drop('PUT', name);
      pending.check();
    },
  };
}
