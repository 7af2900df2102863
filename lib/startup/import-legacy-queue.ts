import { inBatches } from '../concurrency/batches.ts';
import { readSmallFile } from '../disk/read-small-file.ts';
import { errorCode, isDiskFull } from '../errors/error-code.ts';
import { type Clock, nowSeconds } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { Journal, Operation } from '../journal/journal.ts';
import { parseStoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';

/** Entries of the Python version are a few hundred bytes. */
const maxEntryBytes = 16 * 1024;
const batchEntries = 500;
/** The letters and digits of a peer's URL. */
const peerDirectory = /^https?[A-Za-z\d]+$/u;

export interface ImportOptions {
  readonly files: FileSystem;
  readonly journal: Journal;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Imports what is pending in a queue of the Python version: `<peer's letters and
 * digits>/q-<microseconds>`, a JSON object each. Every operation goes to the journal, and so to
 * every peer. A peer that has it already skips it; one whose queue shared a directory with
 * another's gets what the Python version lost (U16). An entry is removed once its record is
 * durable, so after a crash some are imported twice. An unreadable entry is left in place.
 */
export async function importLegacyQueue(options: ImportOptions): Promise<void> {
  const { files, log } = options;
  let imported = 0;
  for (const directory of await files.list('')) {
    const entries = await listEntries(files, directory, log);
    await inBatches(entries, batchEntries, async (name) => {
      if (await importEntry(options, `${directory}/${name}`)) imported += 1;
    });
    if (entries.length > 0) await files.removeDirectory(directory);
  }
  if (imported > 0) log.warn('operations of the Python version were imported', { imported });
}

/** Whether the queue holds operations of the Python version that were not imported yet. */
export async function hasLegacyEntries(files: FileSystem): Promise<boolean> {
  for (const directory of await files.list('')) {
    if ((await listEntries(files, directory)).length > 0) return true;
  }
  return false;
}

/**
 * None where this user may not read the directory, such as a `lost+found` that `mkfs` made. A
 * directory that is called like a peer may hold operations, so that is logged.
 */
async function listEntries(
  files: FileSystem,
  directory: string,
  log?: Log,
): Promise<readonly string[]> {
  const names = await unlessForbidden(undefined, files.list(directory));
  if (names === undefined && peerDirectory.test(directory)) {
    log?.warn('a queue of the Python version is unreadable; it is left in place', { directory });
  }
  return (names ?? []).filter((name) => /^q-\d+$/u.test(name));
}

async function unlessForbidden<Result>(otherwise: Result, step: Promise<Result>): Promise<Result> {
  try {
    return await step;
  } catch (error) {
    if (errorCode(error) !== 'EACCES' && errorCode(error) !== 'EPERM') throw error;
    return otherwise;
  }
}

/** Whether the entry was imported; one that is unreadable, or does not fit, was not. */
async function importEntry(options: ImportOptions, path: string): Promise<boolean> {
  const { files, log } = options;
  const operation = await readEntry(options, path);
  if (operation === undefined) {
    log.warn('a queue entry of the Python version is unreadable; it is left in place', { path });
    return false;
  }
  try {
    await record(options, operation);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    log.warn('a queue entry of the Python version is left in place: the disk is full', { path });
    return false;
  }
  await files.remove(path);
  return true;
}

async function record(options: ImportOptions, operation: Operation): Promise<void> {
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

async function readEntry(options: ImportOptions, path: string): Promise<Operation | undefined> {
  const text = await unlessForbidden(undefined, readSmallFile(options.files, path, maxEntryBytes));
  if (text === undefined) return undefined;
  return parseEntry(text, nowSeconds(options.clock));
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
