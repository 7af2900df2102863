import { createHash, createHmac } from 'node:crypto';
import type { Hasher } from '../../lib/host/hash.ts';

/** Starts an incremental SHA-1, computed by Node. */
export function createSha1(): Hasher {
  const hash = createHash('sha1');
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  };
}

/** Computes HMAC-SHA-256 (RFC 2104) with Node. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}
