import type { Operation } from '../../lib/journal/journal.ts';
import { parseStoredName, type StoredNameParts } from '../../lib/names/stored-name.ts';
import { checkRecords } from './check-bounds.ts';
import { checkRead } from './check-read.ts';
import { checkStart } from './check-start.ts';
import { countResponse } from './count-response.ts';
import { isOfDeletion } from './is-done.ts';
import { createKnownNames, type KnownNames } from './known-names.ts';
import { createLosses, type Losses } from './losses.ts';
import { countedKindOf, isOfUpload, kindOf, type Message, type Reply } from './message.ts';
import { createNodeRegistry, type NodeRegistry } from './node-registry.ts';
import type { SimNode } from './sim-node.ts';
import { createUploadPromises, type StoredUpload } from './upload-promises.ts';
import type { World } from './world.ts';

/** A promise that was broken. */
export interface Failure {
  readonly invariant: string;
  readonly what: string;
}

/** A response at the moment in which a node sends it, whether or not it arrives. */
export interface GivenResponse {
  readonly node: SimNode;
  readonly message: Message;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  /** The event in which the request arrived. */
  readonly receivedAt: number;
  /** Whether the node read the request's body. */
  readonly wasRead: boolean;
}

/**
 * What all nodes have promised, compared with what they do. A response is checked only against
 * promises that were made before its request arrived.
 */
export interface Oracle extends KnownNames {
  readonly failures: readonly Failure[];
  fail(invariant: string, what: string): void;
  book(node: SimNode): NodeRegistry;
  /** Names that were asked to be deleted, and those of which that was acknowledged. */
  readonly doomed: ReadonlySet<string>;
  /** Names without a stamp whose whole content went with a POST: each POST is an upload of its own. */
  readonly posted: Set<string>;
  readonly deleted: ReadonlySet<string>;
  /** Names whose upload was acknowledged. */
  readonly uploaded: ReadonlySet<string>;
  /** What nobody need have or know any more. */
  readonly losses: Losses;
  /** A client is about to ask for the deletion of a name. */
  doom(name: string): void;
  responded(response: GivenResponse): void;
  /** A request has reached a node, whatever the outcome. */
  delivered(node: SimNode, message: Message): void;
  /** A node is about to record an operation. */
  recorded(node: SimNode, operation: Operation): void;
  /** A node sends a request to a peer. */
  sent(node: SimNode, message: Message): void;
  /** Somebody sends a request to a node or to the bucket behind it, or one of another kind. */
  counted(what: Message | string): void;
  /** A peer's response has reached the node that sent the request. */
  acknowledged(node: SimNode, message: Message, reply: Reply): void;
  /** The same, where the node wants the file for a client. */
  read(node: SimNode, message: Message, reply: Reply): void;
  /** A node is about to send a peer so many operations that no journal has. */
  repairing(node: SimNode, peer: string, count: number): void;
  starting(node: SimNode): void;
  started(node: SimNode): void;
  stopped(node: SimNode): void;
  /** Checks that `/_status` is true, if anything has happened since the last check. */
  checkLengths(): void;
  /** How many requests of each kind went between nodes, and of comparisons of each name. */
  readonly messageCounts: ReadonlyMap<string, number>;
}

/** Creates the oracle of a run; `world` is used only once the run has begun. */
export function createOracle(world: () => World): Oracle {
  const failures: Failure[] = [];
  const doomed = new Set<string>();
  const deleted = new Set<string>();
  const uploaded = new Set<string>();
  const books = new Map<string, NodeRegistry>();
  const messageCounts = new Map<string, number>();
  let isChanged = false;

  function noteUpload(response: GivenResponse): void {
    const { node, message, status, headers, receivedAt } = response;
    if (isOfDeletion(response)) oracle.book(node).bury(message.name, now());
    if (status !== 200 && status !== 201 && status !== 302) return;
    const name = decodeURIComponent((headers.get('location') ?? '').slice(1));
    noteStored({ node, name, status, receivedAt });
  }

  function noteStored({ node, name, status, receivedAt }: StoredUpload): void {
    const book = oracle.book(node);
    if (book.wasBuried(name, receivedAt)) {
      fail('I2', `${node.id} takes an upload of ${name}, which it had deleted`);
    }
    uploaded.add(name);
    oracle.losses.regain(name);
    oracle.hear(name);
    book.hold(name, now(), status, receivedAt);
  }

  function noteDeletion({ node, message, status }: GivenResponse): void {
    const { name } = message;
    if ((status !== 200 && status !== 404) || parseStoredName(name) === undefined) return;
    deleted.add(name);
    oracle.losses.remember(name);
    oracle.book(node).bury(name, now());
  }

  function now(): number {
    return world().scheduler.eventCount;
  }

  function fail(invariant: string, what: string): void {
    world().tell('!', `${invariant}: ${what}`);
    failures.push({ invariant, what });
  }

  const uploadPromises = createUploadPromises(world, noteStored);
  const oracle: Oracle = {
    failures,
    fail,
    ...createKnownNames(),
    book(node) {
      const found = books.get(node.id) ?? createNodeRegistry(world(), node);
      books.set(node.id, found);
      return found;
    },
    doomed,
    posted: new Set(),
    deleted,
    uploaded,
    losses: createLosses(world),
    doom(name) {
      doomed.add(name);
      oracle.hear(name);
    },
    responded(response) {
      const { method, name } = response.message;
      isChanged ||= method === 'PUT' || method === 'DELETE' || isOfUpload(name);
      countResponse(world(), response);
      if (isOfUpload(name)) return uploadPromises.responded(response);
      if (method === 'PUT') noteUpload(response);
      else if (method === 'DELETE') noteDeletion(response);
      else if (method === 'POST') {
        oracle.book(response.node).respond(response.message, response.status, response.body);
      } else if (name !== '_status') checkRead(world(), response);
    },
    delivered(node, message) {
      oracle.book(node).hear(message);
      uploadPromises.delivered(node, message);
    },
    recorded(node, operation) {
      isChanged = true;
      oracle.book(node).record(operation);
      uploadPromises.recorded(node, operation);
      checkRecords(world(), node, operation);
      const parts = parseStoredName(operation.name) as StoredNameParts;
      if (operation.op === 'PUT' && !oracle.wasOffered(parts)) {
        fail('I4', `${node.id} records ${operation.name}, which nobody uploaded whole`);
      }
    },
    sent(node, message) {
      oracle.book(node).ask(message);
      oracle.counted(message);
    },
    counted(what) {
      const kind = typeof what === 'string' ? what : countedKindOf(what);
      messageCounts.set(kind, (messageCounts.get(kind) ?? 0) + 1);
    },
    acknowledged(node, message, reply) {
      isChanged ||= kindOf(message) === 'operation';
      oracle.book(node).acknowledged(message, reply);
    },
    read(node, message, reply) {
      if (message.method === 'GET') oracle.book(node).fetch(message, reply, now());
    },
    repairing: (node, peer, count) => oracle.book(node).repair(peer, count),
    starting: (node) => oracle.book(node).beginIncarnation(),
    started(node) {
      isChanged = true;
      checkStart(world(), node);
      oracle.book(node).serve();
    },
    stopped(node) {
      const open = [...node.storageDisk.openPaths, ...node.queueDisk.openPaths];
      if (open.length === 0 || node.diskFaults > 0) return;
      fail('I6', `${node.id} stops with open files: ${open.join(', ')}`);
    },
    checkLengths() {
      if (!isChanged) return;
      isChanged = false;
      for (const node of world().nodes.values()) oracle.book(node).checkLengths();
    },
    messageCounts,
  };
  return oracle;
}
