import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import otherTypes from 'mime/types/other.js';
import standardTypes from 'mime/types/standard.js';
import { sha1 } from '../disk/disk-view.ts';
import type { NodeProcess } from '../process/start-process.ts';
import type { RequestKind } from './request-kinds.ts';

/** The node knows the charset of a text that has this. */
const content = 'ü';
const seconds = 1_700_000_000;

/** Lays a file of every known extension into the storage; returns a request for each. */
export async function layTypes({ storage }: NodeProcess): Promise<RequestKind[]> {
  const types = [standardTypes, otherTypes].flatMap((all) => Object.values(all).flat());
  const extensions = new Set(types.map((extension) => extension.replace('*', '')));
  const names = [...extensions, 'tgz'].map(
    (extension) => `a_${seconds}_${sha1(content)}.${extension}`,
  );
  for (const name of new Set(names)) {
    const path = join(storage, name);
    await writeFile(path, content);
    await utimes(path, seconds, seconds);
  }
  return [...new Set(names)].map((name) => ({
    name,
    method: 'GET',
    target: `/${name}`,
    headers: [],
  }));
}
