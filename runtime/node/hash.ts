import { createHash, createHmac, hash } from 'node:crypto';
import type { Hasher } from '../../lib/host/hash.ts';

/** Starts an incremental SHA-1, computed by Node. */
export function createSha1(): Hasher {
  const sha1 = createHash('sha1');
  return {
    update: (bytes) => void sha1.update(bytes),
    digest: () => sha1.digest('hex'),
  };
}

/** Computes the SHA-1 of a text at once, which takes Node a fifth of the time. */
export function hashText(text: string): string {
  return hash('sha1', text);
}

/** Computes HMAC-SHA-256 (RFC 2104) with Node. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}
