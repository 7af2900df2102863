import type { Operation } from '../../lib/journal/journal.ts';
import { parseStoredName } from '../../lib/names/stored-name.ts';
import { createAskedNames } from './asked-names.ts';
import type { Message, Reply } from './message.ts';
import { createPendingCount, type PendingCopy } from './pending-count.ts';
import type { SimNode } from './sim-node.ts';
import {
  createStoragePromises,
  type PromisesCopy,
  type StoragePromises,
} from './storage-promises.ts';
import { hasCopy } from './stored-files.ts';
import type { World } from './world.ts';

/**
 * What one node has promised, in all of its processes, and what is pending for whom. Nodes on one
 * bucket promise together.
 */
export interface NodeRegistry
  extends Pick<StoragePromises, 'held' | 'buried' | 'rotten' | 'wasBuried' | 'wasHeld'> {
  /** It has acknowledged an upload, which arrived in the event `sinceEvent`. */
  hold(name: string, atEvent: number, status: 200 | 201 | 302, sinceEvent: number): void;
  /** It has acknowledged a deletion. */
  bury(name: string, atEvent: number): void;
  /** A request has reached it, whatever the outcome. */
  hear(message: Message): void;
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
  /** Whether it will ask a peer again what that wants. */
  willAskAgain(): boolean;
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
export interface RegistryCopy extends PromisesCopy {
  readonly pending: PendingCopy;
}

export function createNodeRegistry(world: World, node: SimNode): NodeRegistry {
  const promises = node.bucket?.promises ?? createStoragePromises();
  /** The event in which a peer sent a file last. */
  const fetched = new Map<string, number>();
  const pending = createPendingCount(world, node);
  const names = createAskedNames(world, node);

  return {
    get held() {
      return promises.held;
    },
    get buried() {
      return promises.buried;
    },
    get rotten() {
      return promises.rotten;
    },
    hold(name, atEvent, status, sinceEvent) {
      promises.hold(name, atEvent, status, sinceEvent);
      if (!promises.wasAsked(name)) pending.expect('PUT', name);
    },
    bury(name, atEvent) {
      pending.drop('PUT', name);
      if (promises.bury(name, atEvent)) pending.expect('DELETE', name);
    },
    hear({ sender, method, name }) {
      if (parseStoredName(name) === undefined) return;
      const isOperation = method === 'PUT' || method === 'DELETE';
      if (sender !== undefined && sender !== node && isOperation) {
        pending.hear(sender.id, method, name);
      }
      if (method !== 'DELETE') return;
      promises.ask(name);
      pending.drop('PUT', name);
    },
    wasBuried: promises.wasBuried,
    wasHeld: promises.wasHeld,
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
    willAskAgain: names.willAskAgain,
    beginIncarnation() {
      pending.beginIncarnation();
      names.beginIncarnation();
    },
    serve: pending.serve,
    copy: () => ({ ...promises.copy(), pending: pending.copy() }),
    replaceStorage(copy) {
      promises.replaceFiles(copy);
      pending.keepUploads((name) => promises.hasFile(name));
    },
    replaceQueue(copy) {
      promises.replaceDeletions(copy);
      pending.replace(copy?.pending);
      pending.keepUploads((name) => promises.hasFile(name));
    },
    lose(name) {
      promises.lose(name);
      pending.drop('PUT', name);
    },
    checkLengths() {
      if (node.phase !== 'up') return;
      const reason = node.ctx?.health.readOnlyReason;
      if (reason !== undefined && node.diskFaults === 0) {
        world.oracle.fail('I6', `${node.id} is read-only on intact disks: ${reason}`);
      }
      // A power cut may take away a corrupt copy that is just being moved.
      for (const name of promises.rotten.names())
        if (!hasCopy(node, name)) pending.drop('PUT', name);
      pending.check();
    },
  };
}
