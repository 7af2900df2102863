import { createAccess, type MutableAccess, type Secrets } from '../../../lib/access/secrets.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';

/** Access with the secrets given; without any everybody has it. */
export function createTestAccess(secrets?: Secrets): MutableAccess {
  return createAccess(hmacSha256, new Uint8Array(32), secrets);
}
