import { createHmac } from 'node:crypto';

/** HMAC-SHA-256 (RFC 2104) of Node's own. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}
