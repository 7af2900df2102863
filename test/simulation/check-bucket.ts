import { parseStoredName } from '../../lib/names/stored-name.ts';
import { stagingPrefix } from '../../lib/object-store/object-store.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { World } from './world.ts';

/**
 * Checks what is under a key that was written just now: a deleted name stays deleted, and all other
 * objects are complete files that somebody uploaded.
 */
export function checkKey(
  { oracle }: World,
  bucket: SimBucket,
  key: string,
  wasMark: boolean,
): void {
  const bytes = bucket.read(key);
  if (wasMark && !bucket.isMark(key)) {
    oracle.fail('I2', `the bucket has ${key} again, which was deleted`);
  }
  if (bytes === undefined || bucket.isMark(key) || key.startsWith(stagingPrefix)) return;
  const parts = parseStoredName(key);
  if (parts === undefined || !oracle.wasOffered(parts)) {
    oracle.fail('I4', `the bucket has ${key}, which nobody uploaded whole`);
  } else if (sha1Of(bytes) !== parts.sha1 && !bucket.promises.rotten.has(key)) {
    oracle.fail('I3', `the bucket has ${key} with other bytes than its own`);
  }
}
