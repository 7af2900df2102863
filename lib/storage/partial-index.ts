import type { SpareRoom } from '../disk/free-space.ts';
import { AlreadyArrivingError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Hasher } from '../host/hash.ts';
import type { TransferLimits } from '../limits/transfer-limits.ts';
import { partialDirectory } from './staging.ts';

/** The first bytes of a content, in a file of their own. */
export interface Partial {
  readonly path: string;
  /** How many bytes the file holds; with 0 the partial is forgotten once it is released. */
  sizeBytes: number;
  /** When the last byte came, in Unix milliseconds. */
  touchedMs: number;
  /** The hash of those bytes; absent until they were read again after a restart. */
  hasher: Hasher | undefined;
  /** Who writes to the file, or removes it: nobody else may meanwhile. */
  owner: PartialOwner | undefined;
}

export interface PartialOwner {
  /** Ends its wait for more bytes where too few come, so that it releases what it has. */
  sendAwayIfStalled(): void;
}

/** Which partials there are, by the SHA-1 of the whole, and who works on them. */
export interface PartialIndex extends SpareRoom {
  offsetOf(sha1: string): number;
  /**
   * Takes a partial, an empty one where there is none; throws an `AlreadyArrivingError` while
   * another has it.
   */
  claim(sha1: string, owner: PartialOwner): Partial;
  release(sha1: string, partial: Partial): void;
  /** Removes those that are too old, and those too many. What can't be removed goes later. */
  sweep(): Promise<void>;
  /** Finds what an earlier process left, and removes what is none of it. */
  recover(): Promise<void>;
}

const remover: PartialOwner = { sendAwayIfStalled: () => undefined };

export function createPartialIndex(
  files: FileSystem,
  clock: Clock,
  { maxPartials, maxPartialAgeMs }: TransferLimits,
): PartialIndex {
  const partials = new Map<string, Partial>();

  function createPartial(sha1: string, sizeBytes: number, touchedMs: number): Partial {
    const path = `${partialDirectory}/${sha1}`;
    return { path, sizeBytes, touchedMs, hasher: undefined, owner: undefined };
  }

  /** Those that nobody works on, the oldest first. */
  function idle(): (readonly [sha1: string, partial: Partial])[] {
    return [...partials]
      .filter(([, { owner }]) => owner === undefined)
      .sort(([, one], [, other]) => one.touchedMs - other.touchedMs);
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

  /** Owned until it is gone: a new file must not get this path before, and be removed for it. */
  async function remove(sha1: string, partial: Partial): Promise<void> {
    partial.owner = remover;
    await Promise.allSettled([files.remove(partial.path)]);
    partials.delete(sha1);
  }

  async function sweep(): Promise<void> {
    for (const [sha1, partial] of findDue()) await remove(sha1, partial);
  }

  return {
    offsetOf: (sha1) => partials.get(sha1)?.sizeBytes ?? 0,
    claim(sha1, owner) {
      const partial = partials.get(sha1) ?? createPartial(sha1, 0, clock.nowMs());
      if (partial.owner !== undefined) {
        partial.owner.sendAwayIfStalled();
        throw new AlreadyArrivingError();
      }
      partial.owner = owner;
      partials.set(sha1, partial);
      return partial;
    },
    release(sha1, partial) {
      partial.owner = undefined;
      if (partial.sizeBytes === 0) partials.delete(sha1);
    },
    get spareBytes() {
      return idle().reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0);
    },
    async giveUpOldest() {
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
          partials.set(name, createPartial(name, found.sizeBytes, found.modifiedMs));
        } else await files.remove(path);
      }
      await sweep();
    },
  };
}
