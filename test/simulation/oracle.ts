import type { Operation } from '../../lib/journal/journal.ts';
import { parseStoredName, type StoredNameParts } from '../../lib/names/stored-name.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { checkRecords } from './check-bounds.ts';
import { judgeRead } from './check-read.ts';
import { checkStart } from './check-start.ts';
import { countAnswer } from './count-response.ts';
import { isOfDeletion } from './is-done.ts';
import type { Letter, Reply } from './message.ts';
import { createNodeBook, type NodeBook } from './node-registry.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** A promise that was broken. */
export interface Failure {
  readonly invariant: string;
  readonly what: string;
}

/** An answer at the moment in which a node gives it, whether or not anybody hears it. */
export interface Answer {
  readonly node: SimNode;
  readonly letter: Letter;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  /** The event in which the request arrived. */
  readonly receivedAt: number;
  /** Whether the node read the request's body. */
  readonly wasRead: boolean;
}

/**
 * What all nodes have promised, held against what they do. An answer is judged only by promises
 * that were made before its request arrived.
 */
export interface Ledger {
  readonly failures: readonly Failure[];
  fail(invariant: string, what: string): void;
  /** The stored names that somebody has heard of, in order. */
  readonly names: readonly string[];
  /** The content of every name that an upload may have got. */
  contentOf(name: string): Uint8Array<ArrayBuffer> | undefined;
  book(node: SimNode): NodeBook;
  /** Names that were asked to be deleted, and those of which that was acknowledged. */
  readonly doomed: ReadonlySet<string>;
  readonly deleted: ReadonlySet<string>;
  /** Names whose upload was acknowledged. */
  readonly uploaded: ReadonlySet<string>;
  /** A client is about to send an upload that is whole and says so: it may be stored. */
  offered(base: string, content: Uint8Array<ArrayBuffer>): void;
  /** Whether an upload was sent that would get this name. */
  wasOffered(parts: StoredNameParts): boolean;
  /** A client is about to ask for the deletion of a name. */
  doom(name: string): void;
  /** Somebody has heard of a name. */
  hear(name: string): void;
  answered(answer: Answer): void;
  /** A request has reached a node, whatever comes of it. */
  delivered(node: SimNode, letter: Letter): void;
  /** A node is about to record an operation. */
  recorded(node: SimNode, operation: Operation): void;
  /** A node sends a request to a peer. */
  sent(node: SimNode): void;
  /** A peer's answer has reached the node that asked. */
  told(node: SimNode, letter: Letter, reply: Reply): void;
  starting(node: SimNode): void;
  started(node: SimNode): void;
  stopped(node: SimNode): void;
  /** Looks whether `/_status` tells the truth, if anything has happened since it was looked at. */
  checkLengths(): void;
  /** How many requests went between nodes. */
  readonly letterCount: number;
}

/** Creates the ledger of a run; `world` is looked at only once the run has begun. */
export function createLedger(world: () => World): Ledger {
  const failures: Failure[] = [];
  const names: string[] = [];
  const known = new Set<string>();
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  const bases = new Set<string>();
  const doomed = new Set<string>();
  const deleted = new Set<string>();
  const uploaded = new Set<string>();
  const books = new Map<string, NodeBook>();
  let letterCount = 0;
  let isChanged = false;

  function answerToPut(answer: Answer): void {
    const { node, letter, status, headers, receivedAt } = answer;
    if (isOfDeletion(answer)) ledger.book(node).bury(letter.name, now());
    if (status !== 201 && status !== 302) return;
    const name = decodeURIComponent((headers.get('location') ?? '').slice(1));
    const book = ledger.book(node);
    if (book.wasBuried(name, receivedAt)) {
      fail('I2', `${node.id} takes an upload of ${name}, which it had deleted`);
    }
    uploaded.add(name);
    ledger.hear(name);
    book.hold(name, now(), status, receivedAt);
  }

  function answerToDelete({ node, letter, status }: Answer): void {
    const { name } = letter;
    if ((status !== 200 && status !== 404) || parseStoredName(name) === undefined) return;
    deleted.add(name);
    ledger.book(node).bury(name, now());
  }

  function now(): number {
    return world().scheduler.eventCount;
  }

  function fail(invariant: string, what: string): void {
    world().tell('!', `${invariant}: ${what}`);
    failures.push({ invariant, what });
  }

  const ledger: Ledger = {
    failures,
    fail,
    names,
    contentOf: (name) => contents.get(parseStoredName(name)?.sha1 ?? ''),
    book(node) {
      const found = books.get(node.id) ?? createNodeBook(world(), node);
      books.set(node.id, found);
      return found;
    },
    doomed,
    deleted,
    uploaded,
    offered(base, content) {
      const sha1 = sha1Of(content);
      contents.set(sha1, content);
      bases.add(`${base} ${sha1}`);
    },
    wasOffered: (parts) => bases.has(`${unstamped(parts)} ${parts.sha1}`),
    doom(name) {
      doomed.add(name);
      ledger.hear(name);
    },
    hear(name) {
      if (known.has(name)) return;
      known.add(name);
      names.push(name);
    },
    answered(answer) {
      isChanged = true;
      const { method, name } = answer.letter;
      countAnswer(world(), answer);
      if (method === 'PUT') answerToPut(answer);
      else if (method === 'DELETE') answerToDelete(answer);
      else if (name !== '_status') judgeRead(world(), answer);
    },
    delivered: (node, letter) => ledger.book(node).hear(letter),
    recorded(node, operation) {
      isChanged = true;
      ledger.book(node).record(operation);
      checkRecords(world(), node, operation);
      const parts = parseStoredName(operation.name) as StoredNameParts;
      if (operation.op === 'PUT' && !ledger.wasOffered(parts)) {
        fail('I4', `${node.id} records ${operation.name}, which nobody uploaded whole`);
      }
    },
    sent() {
      letterCount += 1;
    },
    told(node, letter, reply) {
      isChanged = true;
      ledger.book(node).told(letter, reply);
    },
    starting: (node) => ledger.book(node).beginLife(),
    started(node) {
      isChanged = true;
      checkStart(world(), node);
      ledger.book(node).serve();
    },
    stopped(node) {
      const open = [...node.storageDisk.openPaths, ...node.queueDisk.openPaths];
      if (open.length === 0 || node.diskFaults > 0) return;
      fail('I6', `${node.id} stops with open files: ${open.join(', ')}`);
    },
    checkLengths() {
      if (!isChanged) return;
      isChanged = false;
      for (const node of world().nodes.values()) ledger.book(node).checkLengths();
    },
    get letterCount() {
      return letterCount;
    },
  };
  return ledger;
}

/** The name that was asked for when a stored name was given. */
export function unstamped({ name, seconds, sha1 }: StoredNameParts): string {
  const stamp = `_${seconds}_${sha1}`;
  const at = name.lastIndexOf(stamp);
  return name.slice(0, at) + name.slice(at + stamp.length);
}
