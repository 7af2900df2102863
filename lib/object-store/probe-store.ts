import { ObjectStoreError } from '../errors/domain-errors.ts';
import { type ObjectStore, stagingPrefix } from './object-store.ts';

/** A bucket that a node must not start on. The message is one line that says why. */
export class UnusableStoreError extends Error {
  override readonly name = 'UnusableStoreError';
}

const content = new TextEncoder().encode('probe');
const facts = { sha1: 'a949c530710f9fca76b45776267c68967fa891e7' };

/**
 * Finds out, at the start, whether a bucket can be read and written, and whether the store honours
 * conditions: without them a deletion could be undone by an upload on another node. Rejects with an
 * `UnusableStoreError` where not. What it stores for that is removed.
 */
export async function probeStore(store: ObjectStore, id: string): Promise<void> {
  const key = `${stagingPrefix}probe-${id}`;
  try {
    await store.list(stagingPrefix);
    await probeConditions(store, key).catch(async (error: unknown) => {
      // What was wrong first says more.
      await store.staging.remove(key).catch(() => undefined);
      throw error;
    });
    await store.staging.remove(key);
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    throw new UnusableStoreError(`the bucket can't be used (${error.code}): ${error.detail}`);
  }
}

async function probeConditions(store: ObjectStore, key: string): Promise<void> {
  await store.putIfAbsent(key, content, facts);
  const isRefused = (await store.putIfAbsent(key, content, facts)) === undefined;
  if (!isRefused) throw ignores('If-None-Match');
  const found = await store.head(key);
  if (found?.sizeBytes !== content.length || found.isDeleted) {
    throw new UnusableStoreError('the store does not show what was stored a moment before');
  }
  // Not that of the first PUT: its response may have been lost.
  const other = otherVersion(found.version);
  const isKept = (await store.replace(key, other, content, facts)) === undefined;
  if (!isKept) throw ignores('If-Match');
}

/**
 * Asks for an object that is not there: whether a store responds, and lets this node read. Rejects
 * with an `ObjectStoreError` where not. It costs as much as the read of a file.
 */
export async function askStore(store: Pick<ObjectStore, 'get'>): Promise<void> {
  const found = await store.get(`${stagingPrefix}nothing`);
  await found?.body.cancel();
}

/** A version as the store writes them, which no object has: with another first digit. */
function otherVersion(version: string): string {
  return version.replace(/[\da-f]/iu, (digit) => (digit === '0' ? '1' : '0'));
}

function ignores(condition: string): UnusableStoreError {
  return new UnusableStoreError(
    `the store ignores ${condition} of a PUT, so a deleted file could come back`,
  );
}
