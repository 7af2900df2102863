import { inBatches } from '../concurrency/batches.ts';
import { readSmallFile } from '../disk/read-small-file.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { Clock } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { Journal, Operation } from '../journal/journal.ts';
import { parseStoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';

/** Entries of the original are a few hundred bytes. */
const maxEntryBytes = 16 * 1024;
const batchEntries = 500;

export interface TakeOverOptions {
  readonly files: FileSystem;
  readonly journal: Journal;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Takes over what the original program's queue still holds: `<peer's letters and
 * digits>/q-<microseconds>`, a JSON object each. Every operation goes to the journal, and so to
 * every peer: that is harmless for a peer that had it, and mends what the original lost when two
 * peers' URLs shared a directory (U16). An entry is removed once its record is durable, so a crash
 * only takes some of them over twice. An unreadable entry stays where it is.
 */
export async function importLegacyQueue(options: TakeOverOptions): Promise<void> {
  const { files, log } = options;
  let taken = 0;
  for (const directory of await files.list('')) {
    const entries = await listEntries(files, directory);
    await inBatches(entries, batchEntries, async (name) => {
      if (await takeOverEntry(options, `${directory}/${name}`)) taken += 1;
    });
    if (entries.length > 0) await files.removeDirectory(directory);
  }
  if (taken > 0) log.warn('operations of the original program were taken over', { taken });
}

/** Whether the queue holds operations of the original program that were not taken over yet. */
export async function hasLegacyEntries(files: FileSystem): Promise<boolean> {
  for (const directory of await files.list('')) {
    if ((await listEntries(files, directory)).length > 0) return true;
  }
  return false;
}

async function listEntries(files: FileSystem, directory: string): Promise<readonly string[]> {
  return (await files.list(directory)).filter((name) => /^q-\d+$/u.test(name));
}

/** Tells whether the entry was taken over; one that is unreadable, or does not fit, was not. */
async function takeOverEntry(options: TakeOverOptions, path: string): Promise<boolean> {
  const { files, log } = options;
  const operation = await readEntry(options, path);
  if (operation === undefined) {
    log.warn('an entry of the original program is unreadable and stays', { path });
    return false;
  }
  try {
    await record(options, operation);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    log.warn('an entry of the original program stays, because the disk is full', { path });
    return false;
  }
  await files.remove(path);
  return true;
}

async function record(options: TakeOverOptions, operation: Operation): Promise<void> {
  const { journal, storage, log } = options;
  const { op, name } = operation;
  const unpublished = await journal.append(operation);
  let redo = false;
  try {
    if (op === 'DELETE') await storage.remove(name);
  } catch (error) {
    redo = true;
    log.error('a deleted file can not be removed from the disk', { name, error });
  }
  unpublished.publish({ redo });
}

async function readEntry(options: TakeOverOptions, path: string): Promise<Operation | undefined> {
  const text = await readSmallFile(options.files, path, maxEntryBytes);
  if (text === undefined) return undefined;
  return parseEntry(text, Math.floor(options.clock.nowMs() / 1000));
}

function parseEntry(text: string, seconds: number): Operation | undefined {
  try {
    const { operation: op, filename } = JSON.parse(text) as Record<string, unknown>;
    const name = typeof filename === 'string' ? parseStoredName(filename)?.name : undefined;
    if (name === undefined || (op !== 'PUT' && op !== 'DELETE')) return undefined;
    return { op, name, seconds };
  } catch {
    return undefined;
  }
}
