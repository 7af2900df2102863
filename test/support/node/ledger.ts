import { expect } from 'vitest';
import type { Operation } from '../../../lib/journal/journal.ts';
import { parseStoredName, stampName } from '../../../lib/names/stored-name.ts';
import { mostOpenAtRest } from '../disk/most-open-at-rest.ts';
import { textOf } from '../disk/small-files.ts';
import type { TestContext } from './create-test-context.ts';
import { nameAt } from './name-at.ts';
import { peerHeaders, send } from './send.ts';
import { sendRest } from './send-rest.ts';
import { sha1Of } from './sha1-of.ts';

/** What a node has acknowledged to its clients, to be compared with what it does later. */
export interface Ledger {
  /** Uploads as a client, and notes the response, if the node lived to send it. */
  put(node: TestContext, path: string, content: string): Promise<Response>;
  delete(node: TestContext, name: string): Promise<Response>;
  /** Uploads as a peer, under a full name. */
  receive(node: TestContext, path: string, content: string): Promise<Response>;
  /** Sends the end of a content as a peer, from a byte on. */
  receiveRest(node: TestContext, path: string, content: string, first: number): Promise<Response>;
  /** Deletes as a peer. */
  receiveDeletion(node: TestContext, name: string): Promise<Response>;
  /** Records an upload, or a deletion, that was acknowledged by somebody else. */
  note(op: Operation['op'], name: string, content: string): void;
  /** All that was acknowledged and must be sent to peers, as `PUT <name>` and `DELETE <name>`. */
  acknowledged(): readonly string[];
  /** Retries, as a client does that got no response, or one that left it in doubt. */
  askAgain(node: TestContext): Promise<void>;
  /** Puts a corrupt copy under the name that an upload would get. */
  damage(node: TestContext, path: string, content: string): void;
  /** The stored name that a node gives an upload at the time on its clock. */
  nameOf(node: TestContext, path: string, content: string): string;
  /**
   * Checks a node against all that was acknowledged: invariants I1 to I4. Where a cleaning has failed
   * the disk is untidy until the next start: staged bytes and deleted files are left.
   */
  check(node: TestContext, state: 'tidy' | 'untidy'): Promise<void>;
}

/** The headers of a peer that is of this program. */
const senderHeaders = { ...peerHeaders, 'X-Cockatiel-Node': '00000000000000cc' };

interface Account {
  content: string;
  readonly puts: ('kept' | 'refused' | 'unknown')[];
  isDamaged: boolean;
  readonly deletes: ('kept' | 'unknown')[];
}

/**
 * Creates an empty ledger. A disk that `fails for good` lets nothing be undone: what was rejected
 * with a 500 may be there, intact.
 */
export function createLedger(disk?: 'fails for good'): Ledger {
  const accounts = new Map<string, Account>();

  function account(name: string, content: string): Account {
    const found = accounts.get(name) ?? { content, puts: [], deletes: [], isDamaged: false };
    // A deletion that came first did not know the content.
    if (content !== '') found.content = content;
    accounts.set(name, found);
    return found;
  }

  async function ask<Note>(
    node: TestContext,
    notes: (Note | 'unknown')[],
    work: () => Promise<Response>,
    judge: (status: number) => Note | 'unknown',
  ): Promise<Response> {
    const { deaths } = node.storageDisk;
    const index = notes.push('unknown') - 1;
    const response = await work();
    if (node.storageDisk.deaths === deaths) notes[index] = judge(response.status);
    return response;
  }

  function nameOf(node: TestContext, path: string, content: string): string {
    return stampName(path, node.clock.ms / 1000, sha1Of(content))?.name as string;
  }

  function upload(
    node: TestContext,
    name: string,
    content: string,
    work: () => Promise<Response>,
  ): Promise<Response> {
    const judge = (status: number): Account['puts'][number] => {
      if (status === 500 && disk === 'fails for good') return 'unknown';
      return status < 400 ? 'kept' : 'refused';
    };
    return ask(node, account(name, content).puts, work, judge);
  }

  function remove(
    node: TestContext,
    name: string,
    work: () => Promise<Response>,
  ): Promise<Response> {
    const judge = (status: number) => (status === 200 || status === 404 ? 'kept' : 'unknown');
    return ask(node, account(name, '').deletes, work, judge);
  }

  return {
    nameOf,
    put(node, path, content) {
      const name = nameOf(node, path, content);
      return upload(node, name, content, () => send(node, 'PUT', `/${path}`, { body: content }));
    },
    delete: (node, name) => remove(node, name, () => send(node, 'DELETE', `/${name}`)),
    receive(node, path, content) {
      const name = nameOf(node, path, content);
      const sent = { body: content, headers: senderHeaders };
      return upload(node, name, content, () => send(node, 'PUT', `/${name}`, sent));
    },
    receiveRest(node, path, content, first) {
      const name = nameOf(node, path, content);
      return upload(node, name, content, () => sendRest(node, content, first, undefined, name));
    },
    receiveDeletion: (node, name) =>
      remove(node, name, () => send(node, 'DELETE', `/${name}`, { headers: senderHeaders })),
    note(op, name, content) {
      const { puts, deletes } = account(name, content);
      if (op === 'PUT') puts.push('kept');
      else deletes.push('kept');
    },
    acknowledged: () =>
      [...accounts].flatMap(([name, { puts, deletes }]) => {
        if (deletes.includes('kept')) return [`DELETE ${name}`];
        return puts.includes('kept') && deletes.length === 0 ? [`PUT ${name}`] : [];
      }),
    async askAgain(node) {
      for (const [name, { content, puts, deletes }] of accounts) {
        const sent = { body: content, headers: senderHeaders };
        if (puts.includes('unknown')) {
          await upload(node, name, content, () => send(node, 'PUT', `/${name}`, sent));
        }
        if (deletes.includes('unknown')) {
          await remove(node, name, () => send(node, 'DELETE', `/${name}`));
        }
      }
    },
    damage(node, path, content) {
      const name = nameOf(node, path, content);
      account(name, content).isDamaged = true;
      node.storageDisk.write(name, 'rotten');
    },
    async check(node, state) {
      for (const [name, entry] of accounts) await checkName(node, name, entry);
      const paths = node.storageDisk.paths().filter((path) => !path.startsWith('.cockatiel/'));
      for (const path of paths)
        checkFile(node, path, accounts.get(nameAt(path))?.isDamaged === true);
      if (state === 'tidy') {
        const all = node.storageDisk.paths().filter((path) => !isKept(path));
        expect(all).toEqual(paths.filter((path) => isLive(node, path)));
      }
      expect(node.storageDisk.openFileCount).toBe(0);
      expect(node.queueDisk.openFileCount).toBeLessThanOrEqual(mostOpenAtRest(node.queueDisk));
    },
  };
}

async function checkName(node: TestContext, name: string, entry: Account): Promise<void> {
  const { content, puts, deletes, isDamaged } = entry;
  const response = await send(node, 'GET', `/${name}`);
  const body = await response.text();
  if (deletes.includes('kept')) {
    expect([name, response.status]).toEqual([name, 404]);
    const again = await send(node, 'PUT', `/${name}`, { body: content, headers: peerHeaders });
    expect([name, again.status]).toEqual([name, 409]);
  } else if (puts.includes('kept') && deletes.length === 0) {
    expect([name, response.status, body]).toEqual([name, 200, content]);
  } else if (isDamaged && response.status !== 200) {
    const { storageDisk } = node;
    const copy = storageDisk.read(name) ?? storageDisk.read(`.cockatiel/damaged/${name}`);
    // It may be the only copy.
    if (deletes.length === 0) expect([name, copy && textOf(copy)]).toEqual([name, 'rotten']);
    // Where the quarantine could not be listed nobody knows of it.
    expect([404, 500]).toContain(response.status);
  } else if (!isDamaged && puts.every((note) => note === 'refused')) {
    expect([name, response.status]).toEqual([name, 404]);
    expect(node.storageDisk.paths()).not.toContain(name);
  } else if (response.status === 200) {
    expect([name, body]).toEqual([name, content]);
  } else {
    expect([name, response.status]).toEqual([name, 404]);
  }
}

/** The parts of transfers between nodes, and corrupt copies, have a directory of their own. */
function isKept(path: string): boolean {
  return path.startsWith('.cockatiel/partial/') || path.startsWith('.cockatiel/damaged/');
}

/** Nothing that the node has a tombstone of is there either (I2). */
function isLive({ ctx }: TestContext, path: string): boolean {
  const parts = parseStoredName(nameAt(path));
  return parts === undefined || !ctx.tombstones.mayHave(parts.name);
}

/** Only intact files are in the storage directory (I3). */
function checkFile(node: TestContext, path: string, isDamaged: boolean): void {
  const content = node.storageDisk.read(path) as Uint8Array;
  if (isDamaged && textOf(content) === 'rotten') return;
  expect([path, parseStoredName(path)?.sha1]).toEqual([path, sha1Of(textOf(content))]);
}
