import { expect } from 'vitest';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import type { Storage } from '../../../lib/storage/storage.ts';
import { nameOf } from './open-test-storage.ts';

/** Stored files of which each but the first is below the one before it, and their content. */
export const photo = nameOf('a/photo.jpg', 'photo');
export const thumb = nameOf(`${photo}/thumb.jpg`, 'thumb');
export const deep = nameOf(`${thumb}/b/deep.jpg`, 'deep');
/** Where `thumb` is on disk. */
export const thumbPath = thumb.replace('.jpg/', '.jpg~.d/');

/** The content of a file; `undefined` when it is not there. */
export async function readStored(storage: Storage, name: StoredName): Promise<string | undefined> {
  const file = await storage.open(name);
  if (file === undefined) return undefined;
  return await new Response(await file.readAll()).text();
}

export async function expectNestedFiles(storage: Storage): Promise<void> {
  const contents = [photo, thumb, deep].map((name) => readStored(storage, name));
  expect(await Promise.all(contents)).toEqual(['photo', 'thumb', 'deep']);
}
