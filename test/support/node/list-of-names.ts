import type { Storage } from '../../../lib/storage/storage.ts';

/** All names that a storage lists, sorted. */
export async function listOfNames(storage: Pick<Storage, 'list'>): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of storage.list()) names.push(name);
  return names.sort();
}
