import { describe, expect, it } from 'vitest';
import { createTombstoneSet } from '../../../../../lib/journal/tombstones.ts';
import { partsOf, type StoredName } from '../../../../../lib/names/stored-name.ts';
import type { CacheableRequest } from '../../../../../runtime/node/response/cacheable-request.ts';
import { createResponseCache } from '../../../../../runtime/node/response/response-cache.ts';
import type { BufferedResponse } from '../../../../../runtime/node/response/response-parts.ts';
import { createMemoryDisk } from '../../../../support/disk/memory-disk.ts';

const name = `a_1_${'0'.repeat(40)}.txt` as StoredName;
const get: CacheableRequest = { method: 'GET', target: `/${name}`, tag: undefined, host: 'h' };

function answer(status = 200, sizeBytes = 10, cacheControl = 'max-age=31536000'): BufferedResponse {
  const body = status === 304 ? undefined : new Uint8Array(sizeBytes);
  return { status, head: ['cache-control', cacheControl], body };
}

/** A cache before a memory disk that holds the file, on a clock that a test turns. */
async function openCache(maxBytes = 1_000_000, path: string = name) {
  const disk = createMemoryDisk();
  disk.write(path, '');
  const files = disk.mount();
  const clock = { ms: 0 };
  const looks = { count: 0 };
  const tombstones = createTombstoneSet();
  const cache = createResponseCache({
    maxBytes,
    files: {
      stat(path) {
        looks.count += 1;
        return files.stat(path);
      },
    },
    tombstones,
    nowMs: () => clock.ms,
  });
  return { cache, files, clock, looks, tombstones };
}

describe('the cache of answers', () => {
  it('gives the very answer that was kept, without a look for a second', async () => {
    const { cache, clock, looks } = await openCache();
    const kept = answer();
    expect(cache.get(get)).toBeUndefined();
    cache.set(get, kept);
    clock.ms = 999;
    expect(cache.get(get)).toBe(kept);
    expect(await cache.getRevalidated(get)).toBe(kept);
    // The one at what was read.
    expect(looks.count).toBe(1);
  });

  it('gives nothing at once after a second, and the answer after one look', async () => {
    const { cache, clock, looks } = await openCache();
    const kept = answer();
    cache.set(get, kept);
    clock.ms = 1000;
    expect(cache.get(get)).toBeUndefined();
    const crowd = await Promise.all([1, 2, 3].map(() => cache.getRevalidated(get)));
    expect(crowd).toEqual([kept, kept, kept]);
    clock.ms = 1999;
    expect(cache.get(get)).toBe(kept);
    expect(looks.count).toBe(2);
  });

  it('gives nothing from the moment the name is deleted', async () => {
    const { cache, tombstones } = await openCache();
    cache.set(get, answer());
    tombstones.add(name);
    expect(cache.get(get)).toBeUndefined();
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });

  it('finds at the next look that the file is gone', async () => {
    const { cache, files, clock } = await openCache();
    cache.set(get, answer());
    await files.remove(name);
    clock.ms = 1000;
    expect(await cache.getRevalidated(get)).toBeUndefined();
    expect(cache.get(get)).toBeUndefined();
  });

  it.each(['~.d', ''])('looks where the file of a derived name lies (%s)', async (suffix) => {
    const path = `${name}${suffix}/${name}`;
    const { cache, files, clock } = await openCache(1_000_000, path);
    const derived = { ...get, target: `/${name}/${name}` };
    cache.set(derived, answer());
    clock.ms = 1000;
    expect(await cache.getRevalidated(derived)).toBeDefined();
    await files.remove(path);
    clock.ms = 2000;
    expect(await cache.getRevalidated(derived)).toBeUndefined();
  });

  it('finds at the next look that the file is another one', async () => {
    const { cache, files, clock } = await openCache();
    cache.set(get, answer());
    clock.ms = 1000;
    expect(await cache.getRevalidated(get)).toBeDefined();
    await files.remove(name);
    await (await files.create(name)).close();
    clock.ms = 2000;
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });

  it('finds at the first look that the file is not the one that was read', async () => {
    const { cache, files, clock } = await openCache();
    cache.set(get, answer());
    expect(await cache.getRevalidated(get)).toBeDefined();
    await files.remove(name);
    await (await files.create(name)).close();
    clock.ms = 1000;
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });

  it('counts what a client can make long', async () => {
    const { cache } = await openCache(10_000);
    const long = (query: string): CacheableRequest => ({
      ...get,
      target: `/${name}?${query.repeat(1500)}`,
    });
    cache.set(long('a'), answer());
    cache.set(long('b'), answer());
    expect(cache.get(long('b'))).toBeUndefined();
    const tagged: CacheableRequest = { ...get, tag: 'c'.repeat(2000) };
    cache.set(tagged, answer(304));
    expect(cache.get(tagged)).toBeUndefined();
  });

  it('leaves it to the application to say that a look failed', async () => {
    const clock = { ms: 0 };
    const cache = createResponseCache({
      maxBytes: 10_000,
      files: { stat: () => Promise.reject(new Error('EIO')) },
      tombstones: createTombstoneSet(),
      nowMs: () => clock.ms,
    });
    cache.set(get, answer());
    clock.ms = 1000;
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });

  it('keeps apart what GET, HEAD and a validator get', async () => {
    const { cache } = await openCache();
    const head: CacheableRequest = { ...get, method: 'HEAD' };
    const validated: CacheableRequest = { ...get, tag: '"x"' };
    const [whole, bare, unchanged] = [answer(), { ...answer(), body: undefined }, answer(304)];
    cache.set(get, whole);
    expect([cache.get(head), cache.get(validated)]).toEqual([undefined, undefined]);
    cache.set(head, bare);
    cache.set(validated, unchanged);
    expect([cache.get(get), cache.get(head), cache.get(validated)]).toEqual([
      whole,
      bare,
      unchanged,
    ]);
    expect(cache.get({ ...validated, tag: '"y"' })).toBeUndefined();
    expect(cache.get({ ...validated, method: 'HEAD' })).toBe(unchanged);
  });

  it.each<[string, CacheableRequest, BufferedResponse]>([
    ['an error', get, answer(404)],
    ['what says that it must not be', get, answer(200, 10, 'no-store')],
    ['a whole file to a validator that did not match', { ...get, tag: '"x"' }, answer()],
    ['what says nothing of it', get, { status: 200, head: [], body: undefined }],
    ['what is no stored file', { ...get, target: '/_status' }, answer()],
  ])('does not keep %s', async (_what, read, given) => {
    const { cache } = await openCache();
    cache.set(read, given);
    expect(cache.get(read)).toBeUndefined();
  });

  it('stays within its bounds, and lets go what nobody asked for longest', async () => {
    const { cache } = await openCache(100_000);
    const reads = Array.from({ length: 10 }, (_, at): CacheableRequest => {
      const { sha1 } = partsOf(name);
      return { ...get, target: `/${at}_1_${sha1}.txt` };
    });
    const keep = (read: CacheableRequest): void => {
      cache.set(read, answer(200, 10_000));
      cache.get(reads[0] as CacheableRequest);
    };
    const kept = (): number[] => reads.flatMap((read, at) => (cache.get(read) ? [at] : []));
    for (const read of reads) keep(read);
    expect(kept()).toEqual([0, 1, 2, 3]);
    for (const read of reads.slice(4, 8)) keep(read);
    // Six were turned away at first and one more now; the eighth got in.
    expect(kept()).toHaveLength(4);
    expect(kept()).toContain(0);
    for (let read = 0; read < 100; read += 1) cache.set(get, answer(200, 60_000));
    expect(cache.get(get)).toBeUndefined();
    expect(kept()).toHaveLength(4);
  });

  it('of no bytes keeps nothing', async () => {
    const { cache } = await openCache(0);
    cache.set(get, answer());
    expect(cache.get(get)).toBeUndefined();
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });
});
