import { expect } from 'vitest';
import { parseStoredName, stampName } from '../../lib/stored-name.ts';
import type { TestContext } from './create-test-context.ts';
import { peerHeaders, send } from './send.ts';
import { sha1Of } from './sha1-of.ts';
import { textOf } from './small-files.ts';

/** What a node told its clients, to be held against what it does later. */
export interface Ledger {
  /** Uploads as a client, and notes the answer, if the node lived to give it. */
  put(node: TestContext, path: string, content: string): Promise<Response>;
  delete(node: TestContext, name: string): Promise<Response>;
  /** Puts a damaged copy under the name that an upload would get. */
  damage(node: TestContext, path: string, content: string): void;
  /** The stored name that a node gives an upload at the time on its clock. */
  nameOf(node: TestContext, path: string, content: string): string;
  /** Holds a node against all that was answered: invariants I1 to I4. */
  check(node: TestContext, staged: 'nothing staged' | 'something staged'): Promise<void>;
}

interface Account {
  readonly content: string;
  readonly puts: ('kept' | 'refused' | 'unknown')[];
  isDamaged: boolean;
  readonly deletes: ('kept' | 'unknown')[];
}

export function createLedger(): Ledger {
  const accounts = new Map<string, Account>();

  function account(name: string, content: string): Account {
    const found = accounts.get(name) ?? { content, puts: [], deletes: [], isDamaged: false };
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

  return {
    nameOf,
    put(node, path, content) {
      const { puts } = account(nameOf(node, path, content), content);
      return ask(
        node,
        puts,
        () => send(node, 'PUT', `/${path}`, { body: content }),
        (status) => (status < 400 ? 'kept' : 'refused'),
      );
    },
    delete(node, name) {
      const { deletes } = account(name, '');
      return ask(
        node,
        deletes,
        () => send(node, 'DELETE', `/${name}`),
        (status) => (status === 200 || status === 404 ? 'kept' : 'unknown'),
      );
    },
    damage(node, path, content) {
      const name = nameOf(node, path, content);
      account(name, content).isDamaged = true;
      node.storageDisk.write(name, 'rotten');
    },
    async check(node, staged) {
      for (const [name, entry] of accounts) await checkName(node, name, entry);
      const paths = node.storageDisk.paths().filter((path) => !path.startsWith('.cockatiel/'));
      for (const path of paths) checkFile(node, path, accounts.get(path)?.isDamaged === true);
      if (staged === 'nothing staged') expect(node.storageDisk.paths()).toEqual(paths);
      expect(node.storageDisk.openFileCount).toBe(0);
      expect(node.queueDisk.openFileCount).toBeLessThanOrEqual(2);
    },
  };
}

async function checkName(node: TestContext, name: string, entry: Account): Promise<void> {
  const { content, puts, deletes, isDamaged } = entry;
  const response = await send(node, 'GET', `/${name}`);
  const body = await response.text();
  if (deletes.includes('kept')) {
    expect([name, response.status]).toEqual([name, 404]);
    expect(node.storageDisk.paths()).not.toContain(name);
    const again = await send(node, 'PUT', `/${name}`, { body: content, headers: peerHeaders });
    expect([name, again.status]).toEqual([name, 409]);
  } else if (puts.includes('kept') && deletes.length === 0) {
    expect([name, response.status, body]).toEqual([name, 200, content]);
  } else if (isDamaged && response.status === 500) {
    expect(textOf(node.storageDisk.read(name) as Uint8Array)).toBe('rotten');
  } else if (!isDamaged && puts.every((note) => note === 'refused')) {
    expect([name, response.status]).toEqual([name, 404]);
    expect(node.storageDisk.paths()).not.toContain(name);
  } else if (response.status === 200) {
    expect([name, body]).toEqual([name, content]);
  } else {
    expect([name, response.status]).toEqual([name, 404]);
  }
}

/** Only whole files stand in the storage directory (I3). */
function checkFile(node: TestContext, path: string, isDamaged: boolean): void {
  const content = node.storageDisk.read(path) as Uint8Array;
  if (isDamaged && textOf(content) === 'rotten') return;
  expect([path, parseStoredName(path)?.sha1]).toEqual([path, sha1Of(textOf(content))]);
}
