import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { expect } from 'vitest';
import { listStored } from './disk-view.ts';

/** Checks that every file in a storage directory has the content that its name says (I3). */
export async function expectWholeFiles(storage: string): Promise<string[]> {
  const names = listStored(storage).sort();
  for (const name of names) {
    const hash = createHash('sha1');
    await pipeline(createReadStream(join(storage, name)), hash);
    expect(name, 'I3').toContain(hash.digest('hex'));
  }
  return names;
}
