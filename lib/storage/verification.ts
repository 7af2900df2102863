import type { CreateSha1, Hasher } from '../host/hash.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { TextScan } from '../transfers/text-scan.ts';

/**
 * A stored copy whose content does not match its name. It is reported, and never sent to its end.
 * It has no stack: where it was found says nothing of how a disk has changed.
 */
export class CorruptFileError extends Error {
  constructor(detail: string) {
    super(`A stored file does not match its name: ${detail}.`);
    this.name = 'CorruptFileError';
    this.stack = String(this);
  }
}

/**
 * Reads a copy again that somebody has found to be another file, even if it was verified not long
 * ago. Throws a `CorruptFileError` where that is so; one that has gone or was replaced is none.
 */
export async function requireIntact(
  name: StoredName,
  storage: {
    verify(name: StoredName, onRead: () => Promise<void>): Promise<'intact' | 'corrupt' | 'absent'>;
  },
): Promise<void> {
  const state = await storage.verify(name, async () => undefined);
  if (state === 'corrupt') throw new CorruptFileError('its SHA-1 differs');
}

/** Checks the bytes of a copy as they pass. */
export interface Verification {
  readonly hasher: Hasher;
  /** Throws a `CorruptFileError` where the hash of all bytes is not the one in the name. */
  finish(sha1: string): void;
}

/** What the outcome of a verification is good for. */
export interface VerificationOutcome {
  onIntact?(): void;
  onCorrupt(): void;
}

/** Begins to verify a copy against the SHA-1 in its name. */
export function createVerification(
  createSha1: CreateSha1,
  name: StoredName,
  outcome: VerificationOutcome,
): Verification {
  return {
    hasher: createSha1(),
    finish(sha1) {
      if (sha1 === partsOf(name).sha1) return outcome.onIntact?.();
      outcome.onCorrupt();
      throw new CorruptFileError('its SHA-1 differs');
    },
  };
}

/** The same verification, whose bytes are scanned, too. */
export function alsoScan({ hasher, finish }: Verification, scan: TextScan): Verification {
  return {
    hasher: {
      update(bytes) {
        hasher.update(bytes);
        scan.add(bytes);
      },
      digest: () => hasher.digest(),
    },
    finish,
  };
}
