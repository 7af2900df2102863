import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { listStaged, listStored, readJournal, sha1 } from '../disk/disk-view.ts';
import type { NodeProcess } from './start-process.ts';

/** One upload or deletion on its way, as its client sees it. */
export interface Attempt {
  readonly kind: 'upload' | 'deletion';
  /** An upload's name as it will be stored, with `\d+` for the time; a deletion's full name. */
  readonly pattern: string;
  bodySent: boolean;
  responded: boolean;
}

/** What a node has acknowledged to its clients, over all restarts. */
export interface KillLedger {
  /** Names acknowledged with 201 or 302, and not deleted since. */
  readonly live: Set<string>;
  /** Names whose deletion was acknowledged. */
  readonly deleted: Set<string>;
  /** Reads the disk only: valid at any moment, also between a kill and the next start. */
  checkFilesAreWhole(storage: string): void;
  /**
   * Checks I1, I2, I4 on a node that was just restarted, and finds out what became of the requests
   * that were in flight.
   */
  settle(node: NodeProcess, inFlight: readonly Attempt[]): Promise<void>;
  /** Asks the node itself for these names. */
  checkServed(node: NodeProcess, names: Iterable<string>): Promise<void>;
}

const asPeer = { 'User-Agent': 'cockatiel/1.0' };

export function createKillLedger(): KillLedger {
  const live = new Set<string>();
  const deleted = new Set<string>();
  const hashes = new Map<string, string>();

  function checkFilesAreWhole(storage: string): void {
    const corrupt = listStored(storage).filter(
      (name) => hashOnDisk(join(storage, name)) !== sha1In(name),
    );
    expect(corrupt, 'I3: files that are not whole').toEqual([]);
  }

  /**
   * A file that is still the same one is hashed once. It is known by when its inode was changed: a
   * file that gets the inode of a deleted one may also have its size, and the second of its name.
   */
  function hashOnDisk(path: string): string {
    const { ino, size, ctimeNs } = statSync(path, { bigint: true });
    const key = `${ino} ${size} ${ctimeNs}`;
    const hash = hashes.get(key) ?? sha1(readFileSync(path));
    hashes.set(key, hash);
    return hash;
  }

  async function settle(node: NodeProcess, inFlight: readonly Attempt[]): Promise<void> {
    expect(listStaged(node.storage), 'I4: staged files after a start').toEqual([]);
    checkFilesAreWhole(node.storage);
    const stored = new Set(listStored(node.storage));
    const journal = readJournal(node.queue);
    for (const { pattern } of inFlight.filter(({ kind }) => kind === 'deletion')) {
      await settleDeletion(node, pattern, stored.has(pattern));
    }
    const uploads = inFlight.filter(({ kind }) => kind === 'upload');
    for (const name of stored) {
      if (live.has(name)) continue;
      const isExplained = uploads.some(({ pattern }) => new RegExp(`^${pattern}$`, 'u').test(name));
      expect(isExplained, `I4: nobody sent ${name}, or it was refused or deleted`).toBe(true);
      live.add(name);
    }
    for (const name of live) {
      expect(stored.has(name), `I1: ${name} is lost`).toBe(true);
      expect(journal.has(`PUT ${name}`), `I1: no peer will be sent ${name}`).toBe(true);
    }
  }

  /** A deletion without a response happened completely or not at all. */
  async function settleDeletion(node: NodeProcess, name: string, isStored: boolean): Promise<void> {
    const isDeleted = (await putAsPeer(node, name)) === 409;
    expect(isDeleted && isStored, `I2: ${name} is deleted and still on disk`).toBe(false);
    if (!isDeleted) return;
    live.delete(name);
    deleted.add(name);
  }

  /**
   * An empty body never matches a name of ours: 400, but for a deleted name 409 comes first, and
   * for one that is there 302.
   */
  async function putAsPeer(node: NodeProcess, name: string): Promise<number> {
    const options = { method: 'PUT', body: '', headers: asPeer, redirect: 'manual' } as const;
    const response = await fetch(new URL(name, node.url), options);
    await response.text();
    return response.status;
  }

  async function checkServed(node: NodeProcess, names: Iterable<string>): Promise<void> {
    await Promise.all([...names].map((name) => checkOne(node, name)));
  }

  async function checkOne(node: NodeProcess, name: string): Promise<void> {
    const response = await fetch(new URL(name, node.url));
    const body = Buffer.from(await response.arrayBuffer());
    if (live.has(name)) {
      expect(response.status, `I1: GET ${name}`).toBe(200);
      expect(sha1(body), `I3: GET ${name}`).toBe(sha1In(name));
    } else if (deleted.has(name)) {
      expect(response.status, `I2: GET ${name}`).toBe(404);
      expect(await putAsPeer(node, name), `I2: PUT ${name}`).toBe(409);
    }
  }

  return { live, deleted, checkFilesAreWhole, settle, checkServed };
}

function sha1In(name: string): string | undefined {
  return /_([0-9a-f]{40})(?:\.[^./]*)?$/u.exec(name)?.[1];
}
