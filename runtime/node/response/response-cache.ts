import { LRUCache } from 'lru-cache';
import type { FileStat, FileSystem } from '../../../lib/host/file-system.ts';
import { parseRequestTarget } from '../../../lib/http/request-target.ts';
import type { Tombstones } from '../../../lib/journal/tombstones.ts';
import { statFile } from '../../../lib/layout/find-on-disk.ts';
import { parseRequestName } from '../../../lib/names/request-name.ts';
import { parseStoredName, type StoredName } from '../../../lib/names/stored-name.ts';
import type { CacheableRequest } from './cacheable-request.ts';
import type { BufferedResponse } from './response-parts.ts';

/** How long a file that was looked at is taken for unchanged, in milliseconds. */
const lookIntervalMs = 1000;
/** What an answer takes in memory beside its body, roughly. */
const answerBytes = 2048;
/** What a character of a target or a tag takes: it stands in the key, the name and headers. */
const bytesPerCharacter = 4;
/** A body takes twice its size, measured: the allocator can't use all that lies between them. */
const bytesPerByte = 2;
/**
 * Of the newcomers to a full cache one in so many gets in. What is asked for often comes again
 * soon; if all got in, reads spread over more files than fit would only push each other out.
 */
const newcomersPerPlace = 8;

/**
 * Whole answers to reads of small files, for a while: under a name there is never another content,
 * so an answer is good as long as the file is there. A deletion ends it at once; a file that
 * somebody else changed or took away is found out within a second.
 */
export interface ResponseCache {
  /** The answer, if it is known at this moment to be good. */
  get(read: CacheableRequest): BufferedResponse | undefined;
  /** The same, after another look at the file if one is due. */
  getRevalidated(read: CacheableRequest): Promise<BufferedResponse | undefined>;
  /** Keeps what the application answered, if that may be kept. */
  set(read: CacheableRequest, answer: BufferedResponse): void;
}

export interface ResponseCacheOptions {
  /** 0 keeps nothing. */
  readonly maxBytes: number;
  /** The storage directory. */
  readonly files: Pick<FileSystem, 'stat'>;
  readonly tombstones: Tombstones;
  readonly nowMs: () => number;
}

/** What is known of one target. */
interface Entry {
  readonly name: StoredName;
  lookedAtMs: number;
  /** What the file was like when its first answer was kept. */
  status: FileStat | undefined;
  get: BufferedResponse | undefined;
  head: BufferedResponse | undefined;
  /** The 304 to the validator that was sent last. */
  notModified: { readonly tag: string; readonly answer: BufferedResponse } | undefined;
}

export function createResponseCache(options: ResponseCacheOptions): ResponseCache {
  const { maxBytes, files, tombstones, nowMs } = options;
  if (maxBytes === 0) return { get: nothing, getRevalidated: async () => undefined, set: nothing };
  const entries = new LRUCache<string, Entry>({ maxSize: maxBytes });
  let newcomers = 0;

  function admits(read: CacheableRequest, answer: BufferedResponse): boolean {
    const bytes = memoryOf(answer) + bytesOf(read.target);
    if (entries.calculatedSize + bytes <= maxBytes) return true;
    newcomers += 1;
    return newcomers % newcomersPerPlace === 0;
  }

  function get(read: CacheableRequest): BufferedResponse | undefined {
    const entry = entries.get(read.target);
    if (entry === undefined) return undefined;
    if (tombstones.has(entry.name)) {
      entries.delete(read.target);
      return undefined;
    }
    return isStale(entry) ? undefined : answerOf(entry, read);
  }

  function isStale(entry: Entry): boolean {
    return nowMs() - entry.lookedAtMs >= lookIntervalMs;
  }

  async function look(target: string, entry: Entry): Promise<void> {
    // Said before it is true, so that a crowd of readers looks once.
    entry.lookedAtMs = nowMs();
    const status = await statFile(files, entry.name).catch(() => undefined);
    entry.status ??= status;
    if (!isSame(entry.status, status) && entries.get(target) === entry) entries.delete(target);
  }

  return {
    get,
    async getRevalidated(read) {
      const entry = entries.get(read.target);
      if (entry !== undefined && isStale(entry)) await look(read.target, entry);
      return get(read);
    },
    set(read, answer) {
      if (!isKept(read, answer)) return;
      const known = entries.get(read.target);
      if (known === undefined && !admits(read, answer)) return;
      const name = known?.name ?? nameOf(read);
      if (name === undefined) return;
      const entry = known ?? emptyEntry(name, nowMs());
      if (answer.status === 304) entry.notModified = { tag: read.tag ?? '', answer };
      else if (read.method === 'HEAD') entry.head = answer;
      else entry.get = answer;
      entries.set(read.target, entry, { size: sizeOf(read.target, entry) });
      if (known === undefined) void look(read.target, entry);
    },
  };
}

function nothing(): undefined {
  return undefined;
}

function answerOf(entry: Entry, { method, tag }: CacheableRequest): BufferedResponse | undefined {
  if (tag === undefined) return method === 'HEAD' ? entry.head : entry.get;
  return entry.notModified?.tag === tag ? entry.notModified.answer : undefined;
}

/** A validator that does not match makes an answer like any other: it is not kept under it. */
function isKept({ tag }: CacheableRequest, { status, head }: BufferedResponse): boolean {
  if (status !== (tag === undefined ? 200 : 304)) return false;
  const at = head.indexOf('cache-control');
  return at !== -1 && head[at + 1]?.startsWith('max-age=') === true;
}

function nameOf({ method, target }: CacheableRequest): StoredName | undefined {
  const { pathname } = new URL(parseRequestTarget(method, target), 'http://localhost');
  return parseStoredName(parseRequestName(pathname))?.name;
}

function emptyEntry(name: StoredName, checkedAtMs: number): Entry {
  const nothingYet = { status: undefined, get: undefined, head: undefined, notModified: undefined };
  return { name, lookedAtMs: checkedAtMs, ...nothingYet };
}

function sizeOf(target: string, { get, head, notModified }: Entry): number {
  const kept = [get, head, notModified?.answer].filter((answer) => answer !== undefined);
  const texts = bytesOf(target) + bytesOf(notModified?.tag ?? '');
  return kept.reduce((sum, answer) => sum + memoryOf(answer), texts);
}

function bytesOf(text: string): number {
  return bytesPerCharacter * text.length;
}

function memoryOf({ body }: BufferedResponse): number {
  return answerBytes + bytesPerByte * (body?.length ?? 0);
}

function isSame(one: FileStat | undefined, other: FileStat | undefined): boolean {
  return (
    one?.kind === 'file' &&
    one.inode === other?.inode &&
    one.sizeBytes === other.sizeBytes &&
    one.modifiedMs === other.modifiedMs
  );
}
