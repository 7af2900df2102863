import type { StoredName } from '../../../lib/names/stored-name.ts';
import { createTombstoneSet } from '../../../lib/tombstones/tombstones.ts';
import type { CacheableRequest } from '../../../runtime/node/response/cacheable-request.ts';
import { createResponseCache } from '../../../runtime/node/response/response-cache.ts';
import type { BufferedResponse } from '../../../runtime/node/response/response-parts.ts';
import { createMemoryDisk } from '../disk/memory-disk.ts';
import { openTestStorage } from '../disk/open-test-storage.ts';

/** The file that a test of the cache asks for. */
export const cachedName = `a_1_${'0'.repeat(40)}.txt` as StoredName;

/** A GET of that file. */
export const get: CacheableRequest = {
  method: 'GET',
  target: `/${cachedName}`,
  ifNoneMatch: undefined,
  host: 'h',
};

/** A response that may be cached, unless it says otherwise. */
export function bufferedResponse(
  status = 200,
  sizeBytes = 10,
  cacheControl = 'max-age=31536000',
): BufferedResponse {
  const body = status === 304 ? undefined : new Uint8Array(sizeBytes);
  return { status, head: ['cache-control', cacheControl], body };
}

/** Opens a cache before a memory disk that holds the file, on a clock that a test turns. */
export async function openResponseCache(maxBytes = 1_000_000, path: string = cachedName) {
  const disk = createMemoryDisk();
  disk.write(path, '');
  const files = disk.mount();
  const storage = await openTestStorage({ files });
  const clock = { ms: 0 };
  const stats = { count: 0 };
  const tombstones = createTombstoneSet();
  const cache = createResponseCache({
    maxBytes,
    storage: {
      version(name) {
        stats.count += 1;
        return storage.version(name);
      },
    },
    tombstones,
    nowMs: () => clock.ms,
  });
  return { cache, files, clock, stats, tombstones };
}
