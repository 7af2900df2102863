import { createSha1 } from '../../../runtime/node/hash.ts';

/** The lower-case hex SHA-1 of some content. */
export function sha1Of(content: string | Uint8Array): string {
  const hasher = createSha1();
  hasher.update(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return hasher.digest();
}
