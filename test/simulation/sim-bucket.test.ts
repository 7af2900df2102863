import { expect, it } from 'vitest';
import { sha1Of } from '../support/node/sha1-of.ts';
import { createSimBucket } from './sim-bucket.ts';

const content = new TextEncoder().encode('the bytes of a file');
const facts = { sha1: sha1Of(content) };

it('an object whose bit flipped gets its own bytes back', async () => {
  const bucket = createSimBucket(() => 0);
  await bucket.store.putIfAbsent('a', content.slice(), facts);
  bucket.flip('a', 3);
  expect(bucket.read('a')).not.toEqual(content);
  bucket.restore('a', content);
  expect(bucket.read('a')).toEqual(content);
  expect(bucket.wasRestored).toBe(true);
});

it('one that was deleted since stays as it is', async () => {
  const bucket = createSimBucket(() => 0);
  await bucket.store.putIfAbsent('a', content.slice(), facts);
  bucket.flip('a', 3);
  await bucket.store.markDeleted('a');
  bucket.restore('a', content);
  bucket.restore('b', content);
  expect(bucket.read('a')).toEqual(new Uint8Array());
  expect(bucket.deletedNames()).toEqual(['a']);
  expect(bucket.storedNames()).toEqual([]);
});
