import { createBallast } from '../../../lib/disk/ballast.ts';
import { createFingerprintName } from '../../../lib/names/name-fingerprint.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import {
  type OpenTombstonesOptions,
  openTombstones,
} from '../../../lib/tombstones/open-tombstones.ts';
import { hashText } from '../../../runtime/node/hash.ts';
import { silentLog } from '../node/silent-log.ts';
import type { MemoryDisk } from './memory-disk.ts';

const sha1Of = createFingerprintName(hashText);

/** Opens the tombstones of a disk, as a start of the node does. */
export async function openTestTombstones(
  disk: MemoryDisk,
  fingerprintName = sha1Of,
  writer: 'legacy' | 'current' = 'current',
  sizes: Pick<OpenTombstonesOptions, 'fewRuns' | 'namesPerRun'> = {},
) {
  const files = disk.mount();
  await files.makeDirectory('');
  await files.makeDirectory('deletion.index');
  await files.syncDirectory('');
  const ballast = createBallast(files, 0);
  const options = { files, ballast, log: silentLog, fingerprintName, writer, ...sizes };
  return await openTombstones(options);
}

type Tombstones = Awaited<ReturnType<typeof openTestTombstones>>;

/** Adds names and logs them. */
export function record(
  tombstones: Tombstones,
  names: readonly StoredName[],
  sequence = 1,
): Promise<void> {
  for (const name of names) tombstones.add(name);
  return tombstones.record(sequence);
}

/** Which of the names are deleted. */
export async function hasEach(
  tombstones: Tombstones,
  names: readonly StoredName[],
): Promise<readonly boolean[]> {
  return await Promise.all(names.map((name) => tombstones.has(name)));
}

/** The text of `deletion.log`. */
export function logOf(disk: MemoryDisk): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(disk.read('deletion.log'));
}

/** How often `deletion.log` was written again. */
export function countRewrites(disk: MemoryDisk): () => number {
  let rewrites = 0;
  disk.intercept = ({ operation, path }) => {
    if (operation === 'rename' && path === 'deletion.log') rewrites += 1;
  };
  return () => rewrites;
}
