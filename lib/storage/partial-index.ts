import { done } from '../concurrency/done.ts';
import type { ReclaimableSpace } from '../disk/free-space.ts';
import { assert } from '../errors/assert.ts';
import { AlreadyArrivingError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Hasher } from '../host/hash.ts';
import { partialDirectory } from '../layout/working-directory.ts';
import type { TransferLimits } from '../limits/transfer-limits.ts';

/** The first bytes of a content, in a file of their own. */
export interface Partial {
  readonly path: string;
  /** How many bytes the file holds; with 0 the partial is forgotten once it is released. */
  sizeBytes: number;
  /** The hash of those bytes; absent after a restart, until they were written again. */
  hasher: Hasher | undefined;
  /** Notes that bytes were added now. */
  touch(): void;
}

/** Who writes to the file of a partial. */
export interface PartialOwner {
  /** Ends its wait for more bytes where too few come, so that it releases what it has. */
  sendAwayIfStalled(): void;
}

/** Which partials there are, by the SHA-1 of the whole, and who works on them. */
export interface PartialIndex extends ReclaimableSpace {
  offsetOf(sha1: string): number;
  /**
   * Takes a partial, an empty one where there is none; throws an `AlreadyArrivingError` while
   * another owner has it.
   */
  claim(sha1: string, owner: PartialOwner): Partial;
  release(sha1: string): void;
  /** Removes those that are too old, and the oldest of too many. A failure waits for the next. */
  sweep(): Promise<void>;
  /** Finds the partials of the last run, and removes files that are none. */
  recover(): Promise<void>;
}

interface Entry {
  readonly partial: Partial;
  /** When the last bytes came, in Unix milliseconds. */
  touchedMs: number;
  /** Whoever writes to the file, or removes it: nobody else may meanwhile. */
  owner: PartialOwner | undefined;
}

const remover: PartialOwner = { sendAwayIfStalled: () => undefined };

/** The partials below the working directory of a storage. */
export function createPartialIndex(
  files: FileSystem,
  clock: Clock,
  { maxPartials, maxPartialAgeMs }: TransferLimits,
): PartialIndex {
  const entries = new Map<string, Entry>();

  function createEntry(sha1: string, sizeBytes: number, foundMs: number): Entry {
    const path = `${partialDirectory}/${sha1}`;
    const touch = (): void => {
      entry.touchedMs = clock.nowMs();
    };
    const partial = { path, sizeBytes, hasher: undefined, touch };
    const entry: Entry = { partial, touchedMs: foundMs, owner: undefined };
    return entry;
  }

  /** Those that nobody works on, the oldest first. */
  function idle(): (readonly [sha1: string, entry: Entry])[] {
    return [...entries]
      .filter(([, { owner }]) => owner === undefined)
      .sort(([, a], [, b]) => a.touchedMs - b.touchedMs);
  }

  function findDue(): ReturnType<typeof idle> {
    const nowMs = clock.nowMs();
    const left = idle();
    const tooMany = left.length - maxPartials;
    // One from the future comes from a clock that was wrong then, or is now.
    return left.filter(
      ([, { touchedMs }], at) => at < tooMany || Math.abs(nowMs - touchedMs) > maxPartialAgeMs,
    );
  }

  /** Owned until it is gone: otherwise a new file could get this path, and be removed for it. */
  async function remove(sha1: string, entry: Entry): Promise<void> {
    entry.owner = remover;
    await Promise.allSettled([files.remove(entry.partial.path)]);
    entries.delete(sha1);
  }

  function sweep(): Promise<void> {
    return entries.size === 0 ? done : removeDue();
  }

  async function removeDue(): Promise<void> {
    for (const [sha1, entry] of findDue()) await remove(sha1, entry);
  }

  return {
    offsetOf: (sha1) => entries.get(sha1)?.partial.sizeBytes ?? 0,
    claim(sha1, owner) {
      const entry = entries.get(sha1) ?? createEntry(sha1, 0, clock.nowMs());
      if (entry.owner !== undefined) {
        entry.owner.sendAwayIfStalled();
        throw new AlreadyArrivingError();
      }
      entry.owner = owner;
      entries.set(sha1, entry);
      return entry.partial;
    },
    release(sha1) {
      const entry = entries.get(sha1);
      assert(entry !== undefined, 'only a partial that was claimed is released');
      entry.owner = undefined;
      if (entry.partial.sizeBytes === 0) entries.delete(sha1);
    },
    get reclaimableBytes() {
      return idle().reduce((sum, [, { partial }]) => sum + partial.sizeBytes, 0);
    },
    async reclaimOldest() {
      const [oldest] = idle();
      if (oldest === undefined) return false;
      await remove(...oldest);
      return true;
    },
    sweep,
    async recover() {
      for (const name of await files.list(partialDirectory)) {
        const path = `${partialDirectory}/${name}`;
        const found = await files.stat(path);
        if (/^[0-9a-f]{40}$/u.test(name) && found?.kind === 'file' && found.sizeBytes > 0) {
          entries.set(name, createEntry(name, found.sizeBytes, found.modifiedMs));
        } else await files.remove(path);
      }
      await sweep();
    },
  };
}
