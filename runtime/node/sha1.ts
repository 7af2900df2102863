import { createHash } from 'node:crypto';
import type { Hasher } from '../../lib/host/hash.ts';

/** A running SHA-1 of Node's own. */
export function createSha1(): Hasher {
  const hash = createHash('sha1');
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  };
}
