import { expect, it } from 'vitest';
import { limitKeys } from '../../../../runtime/objects/limit-keys.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';

const prefix = 'prefix/';
const facts = { sha1: sha1Of('content') };
const content = bytesOf('content');

it('a key that fits with its prefix is one like any other', async () => {
  const store = limitKeys(createMemoryObjectStore(), prefix);
  const key = 'ü'.repeat(508);
  const version = (await store.putIfAbsent(key, content, facts)) as string;
  expect(await store.replace(key, version, content, facts)).toEqual(expect.any(String));
  expect([(await store.get(key))?.sizeBytes, (await store.head(key))?.sizeBytes]).toEqual([7, 7]);
  await store.markDeleted(key);
  expect(await store.head(key)).toMatchObject({ isDeleted: true });
});

it('no store is asked for a longer one, which stays absent', async () => {
  const memory = createMemoryObjectStore();
  const store = limitKeys(memory, prefix);
  const key = 'x'.repeat(1018);
  const refusal = { name: 'InvalidNameError', message: expect.stringContaining('1017 bytes') };
  await expect(store.putIfAbsent(key, content, facts)).rejects.toMatchObject(refusal);
  await expect(store.replace(key, 'any', content, facts)).rejects.toMatchObject(refusal);
  await store.markDeleted(key);
  expect([await store.get(key), await store.head(key)]).toEqual([undefined, undefined]);
  expect(memory.calls.size).toBe(0);
});
