import { peerKey } from '../delivery/peer-url.ts';
import { readSmallFile } from '../disk/read-small-file.ts';
import { replaceFile } from '../disk/replace-file.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { Operation } from '../journal/journal.ts';
import { parseOperation } from '../journal/record.ts';
import type { PeerPosition } from './peer-queue.ts';

const path = 'peers.json';

/**
 * How far each peer is, by its `peerKey`: URLs that differ are different peers, however alike they
 * look.
 */
export type PeerPositions = ReadonlyMap<string, PeerPosition>;

/**
 * Reads the positions saved last. A file that can't be parsed is logged, renamed and counts as
 * absent: every peer then gets the whole journal again, but not what it rejected before that.
 */
export async function readPositions(files: FileSystem, log: Log): Promise<PeerPositions> {
  const text = await readSmallFile(files, path, Infinity);
  if (text === undefined) return new Map();
  try {
    const saved = JSON.parse(text) as unknown;
    return new Map(
      Object.entries(saved as object).map(([url, peer]) => [peerKey(url), parsePeer(peer)]),
    );
  } catch (error) {
    log.error('peers.json is unreadable; sending the whole journal to every peer again', { error });
    await files.rename(path, `${path}.bad`);
    return new Map();
  }
}

/** Saves the positions durably. */
export async function writePositions(files: FileSystem, positions: PeerPositions): Promise<void> {
  const text = `${JSON.stringify(Object.fromEntries(positions), undefined, 1)}\n`;
  // Private: it contains the names of files.
  await replaceFile(files, path, text, 'private');
}

/** Whether the file is still where the next start reads it. */
export async function arePositionsInPlace(files: FileSystem): Promise<boolean> {
  return (await files.stat(path)) !== undefined;
}

function parsePeer(value: unknown): PeerPosition {
  const { position, deletions, setAside, nodeId, removedAt } = value as Record<string, unknown>;
  if (!isSequence(position) || !Array.isArray(setAside)) throw new Error('Not a position.');
  if (deletions !== undefined && !isSequence(deletions)) {
    throw new Error('Not a position of deletions.');
  }
  return {
    position,
    setAside: setAside.map(parseEntry),
    ...(deletions !== undefined && { deletions }),
    ...(typeof nodeId === 'string' && { nodeId }),
    ...(typeof removedAt === 'number' && { removedAt }),
  };
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function parseEntry(value: unknown): Operation {
  const operation = parseOperation(value);
  if (operation === undefined) throw new Error('Not an operation.');
  return operation;
}
