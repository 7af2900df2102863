import type { Fingerprint } from '../collections/fingerprint.ts';
import type { CreateSha1, HashText } from '../host/hash.ts';
import type { StoredName } from './stored-name.ts';

const encoder = new TextEncoder();
const digitsPerWord = 8;

/** Computes the fingerprint by which nodes compare a name. */
export type FingerprintName = (name: StoredName) => Fingerprint;

/**
 * Creates the function that computes the fingerprint of a name for comparisons between nodes: the
 * first 64 bits of the SHA-1 of its UTF-8. It is part of the protocol. Nobody can make a name that
 * has the fingerprint of somebody else's.
 */
export function createFingerprintName(hashText: HashText): FingerprintName {
  return (name) => {
    const hex = hashText(name);
    return {
      high: Number.parseInt(hex.slice(0, digitsPerWord), 16),
      low: Number.parseInt(hex.slice(digitsPerWord, 2 * digitsPerWord), 16),
    };
  };
}

/** Hashes texts where a host has nothing faster for them than its incremental SHA-1. */
export function hashTextWith(createSha1: CreateSha1): HashText {
  return (text) => {
    const hasher = createSha1();
    hasher.update(encoder.encode(text));
    return hasher.digest();
  };
}
