/*
 * Responses to GET and HEAD of small files, kept in memory as they are sent, so that a popular file
 * costs neither a Fetch request nor a read of the disk.
 *
 * An entry holds the responses of one request target: to GET, to HEAD, and the 304 to one
 * `If-None-Match`. It is *fresh* for a second after its file was checked on disk, then *stale*.
 * `get` returns fresh responses only. `getRevalidated` checks a stale entry first: if the file is
 * the same version as before, the entry is fresh again, else it is removed. A tombstone removes the
 * entry at the next request, fresh or not. When memory runs out the least recently used entries are
 * evicted.
 *
 * Invariant: a name never gets another content, so a response is right for as long as the file is
 * there. A response for a name with a tombstone is never returned; one for a file that somebody
 * removed or replaced on disk is returned for a second at most.
 *
 * The cache is lost in a crash or a restart, which costs nothing but time. It knows no connections:
 * one that breaks while a response is being sent leaves the entry as it is.
 */
import { LRUCache } from 'lru-cache';
import { createRecentSet } from '../../../lib/collections/recent-set.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import type { Storage } from '../../../lib/storage/storage.ts';
import type { Tombstones } from '../../../lib/tombstones/tombstones.ts';
import type { CacheableRequest } from './cacheable-request.ts';
import { fileAt } from './file-at.ts';
import type { BufferedResponse } from './response-parts.ts';

/** How long an entry is fresh after its file was checked, in milliseconds. */
const freshMs = 1000;
/** What a response takes in memory beside its body, roughly. */
const responseBytes = 2048;
/** What a character of a target or a tag takes: it is in the key, the name and several headers. */
const bytesPerCharacter = 4;
/** A body takes twice its size, measured: memory between allocations is lost. */
const bytesPerBodyByte = 2;
/**
 * When the cache is full, a new entry is a candidate if its target was among so many that were not
 * admitted last, and only one in so many candidates is admitted. Popular files get more chances;
 * without this, a scan over many files would evict everything.
 */
const rememberedTargets = 2048;
const candidatesPerAdmission = 8;

/** Responses to reads of small files. */
export interface ResponseCache {
  /** Returns the response if it is cached and fresh, without waiting for the disk. */
  get(request: CacheableRequest): BufferedResponse | undefined;
  /** Whether there is an entry that has to be checked before it is used. */
  isStale(request: CacheableRequest): boolean;
  /** Returns the response if it is cached, and checks a stale entry first. */
  getRevalidated(request: CacheableRequest): Promise<BufferedResponse | undefined>;
  /** Stores a response, if it is cacheable and admitted. */
  set(request: CacheableRequest, response: BufferedResponse): void;
}

export interface ResponseCacheOptions {
  /** 0 turns the cache off. */
  readonly maxBytes: number;
  readonly storage: Pick<Storage, 'version'>;
  readonly tombstones: Tombstones;
  readonly nowMs: () => number;
  /** The path below which the node is served; the whole host unless given. */
  readonly mount?: string | undefined;
}

/** What is cached for one request target. */
interface Entry {
  readonly name: StoredName;
  checkedAtMs: number;
  /** How many tombstones there were when the name was found not to be among them. */
  tombstoneCount: number;
  /** The version of the file when its first response was stored. */
  version: string | undefined;
  get: BufferedResponse | undefined;
  head: BufferedResponse | undefined;
  /** The 304 to the `If-None-Match` that was sent last. */
  notModified: { readonly ifNoneMatch: string; readonly response: BufferedResponse } | undefined;
}

/** Creates an empty cache. */
export function createResponseCache(options: ResponseCacheOptions): ResponseCache {
  const { maxBytes, storage, tombstones, nowMs, mount } = options;
  if (maxBytes === 0) return nothingCached;
  const entries = new LRUCache<string, Entry>({ maxSize: maxBytes });
  const refused = createRecentSet<string>(rememberedTargets);
  let candidates = 0;

  function admits({ target }: CacheableRequest, response: BufferedResponse): boolean {
    if (entries.calculatedSize + memoryOf(response) + memoryOfText(target) <= maxBytes) return true;
    if (refused.add(target)) return false;
    candidates += 1;
    return candidates % candidatesPerAdmission === 0;
  }

  function get(request: CacheableRequest): BufferedResponse | undefined {
    const entry = entries.get(request.target);
    if (entry === undefined) return undefined;
    if (mayBeDeleted(entry)) {
      entries.delete(request.target);
      return undefined;
    }
    return isStale(entry) ? undefined : responseOf(entry, request);
  }

  /** Looks the name up only when there are more tombstones than last time. */
  function mayBeDeleted(entry: Entry): boolean {
    if (entry.tombstoneCount === tombstones.size) return false;
    entry.tombstoneCount = tombstones.size;
    return tombstones.mayHave(entry.name);
  }

  function isStale(entry: Entry): boolean {
    return nowMs() - entry.checkedAtMs >= freshMs;
  }

  async function revalidate(target: string, entry: Entry): Promise<void> {
    // Set before the check is done, so that concurrent readers of a file check it once.
    entry.checkedAtMs = nowMs();
    const version = await storage.version(entry.name).catch(() => undefined);
    entry.version ??= version;
    const isValid = version !== undefined && version === entry.version;
    if (!isValid && entries.get(target) === entry) entries.delete(target);
  }

  return {
    get,
    isStale({ target }) {
      const entry = entries.get(target);
      return entry !== undefined && isStale(entry);
    },
    async getRevalidated(request) {
      const entry = entries.get(request.target);
      if (entry !== undefined && isStale(entry)) await revalidate(request.target, entry);
      return get(request);
    },
    set(request, response) {
      if (!isCacheable(request, response)) return;
      const { method, target, ifNoneMatch = '' } = request;
      const existing = entries.get(target);
      if (existing === undefined && !admits(request, response)) return;
      const name = existing?.name ?? fileAt(request, mount)?.name;
      if (name === undefined) return;
      const entry = existing ?? emptyEntry(name, nowMs());
      if (response.status === 304) entry.notModified = { ifNoneMatch, response };
      else if (method === 'HEAD') entry.head = response;
      else entry.get = response;
      entries.set(target, entry, { size: sizeOf(target, entry) });
      if (existing === undefined) void revalidate(target, entry);
    },
  };
}

const nothingCached: ResponseCache = {
  get: () => undefined,
  isStale: () => false,
  getRevalidated: async () => undefined,
  set: () => undefined,
};

function responseOf(
  { get, head, notModified }: Entry,
  { method, ifNoneMatch }: CacheableRequest,
): BufferedResponse | undefined {
  if (ifNoneMatch === undefined) return method === 'HEAD' ? head : get;
  return notModified?.ifNoneMatch === ifNoneMatch ? notModified.response : undefined;
}

/**
 * A 200 to a request with `If-None-Match` is not cached: an entry is found by it only for a 304.
 */
function isCacheable(
  { ifNoneMatch }: CacheableRequest,
  { status, head }: BufferedResponse,
): boolean {
  if (status !== (ifNoneMatch === undefined ? 200 : 304)) return false;
  const index = head.indexOf('cache-control');
  return index !== -1 && head[index + 1]?.startsWith('max-age=') === true;
}

function emptyEntry(name: StoredName, checkedAtMs: number): Entry {
  const responses = { get: undefined, head: undefined, notModified: undefined };
  return { name, checkedAtMs, tombstoneCount: 0, version: undefined, ...responses };
}

function sizeOf(target: string, { get, head, notModified }: Entry): number {
  const responses = [get, head, notModified?.response].filter((one) => one !== undefined);
  const textBytes = memoryOfText(target) + memoryOfText(notModified?.ifNoneMatch ?? '');
  return responses.reduce((sum, response) => sum + memoryOf(response), textBytes);
}

function memoryOfText(text: string): number {
  return bytesPerCharacter * text.length;
}

function memoryOf({ body }: BufferedResponse): number {
  return responseBytes + bytesPerBodyByte * (body?.length ?? 0);
}
