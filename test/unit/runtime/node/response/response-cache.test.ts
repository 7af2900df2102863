import { describe, expect, it } from 'vitest';
import { createDeletionSet } from '../../../../../lib/journal/tombstones.ts';
import { partsOf, type StoredName } from '../../../../../lib/names/stored-name.ts';
import type { PlainRead } from '../../../../../runtime/node/response/cacheable-request.ts';
import { createAnswerCache } from '../../../../../runtime/node/response/response-cache.ts';
import type { WholeAnswer } from '../../../../../runtime/node/response/response-parts.ts';
import { createMemoryDisk } from '../../../../support/disk/memory-disk.ts';

const name = `a_1_${'0'.repeat(40)}.txt` as StoredName;
const get: PlainRead = { method: 'GET', target: `/${name}`, tag: undefined, host: 'h' };

function answer(status = 200, sizeBytes = 10, cacheControl = 'max-age=31536000'): WholeAnswer {
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
  const deletions = createDeletionSet();
  const cache = createAnswerCache({
    maxBytes,
    files: {
      lookUp(path) {
        looks.count += 1;
        return files.lookUp(path);
      },
    },
    deletions,
    nowMs: () => clock.ms,
  });
  return { cache, files, clock, looks, deletions };
}

describe('the cache of answers', () => {
  it('gives the very answer that was kept, without a look for a second', async () => {
    const { cache, clock, looks } = await openCache();
    const kept = answer();
    expect(cache.find(get)).toBeUndefined();
    cache.keep(get, kept);
    clock.ms = 999;
    expect(cache.find(get)).toBe(kept);
    expect(await cache.findAfterLook(get)).toBe(kept);
    // The one at what was read.
    expect(looks.count).toBe(1);
  });

  it('gives nothing at once after a second, and the answer after one look', async () => {
    const { cache, clock, looks } = await openCache();
    const kept = answer();
    cache.keep(get, kept);
    clock.ms = 1000;
    expect(cache.find(get)).toBeUndefined();
    const crowd = await Promise.all([1, 2, 3].map(() => cache.findAfterLook(get)));
    expect(crowd).toEqual([kept, kept, kept]);
    clock.ms = 1999;
    expect(cache.find(get)).toBe(kept);
    expect(looks.count).toBe(2);
  });

  it('gives nothing from the moment the name is deleted', async () => {
    const { cache, deletions } = await openCache();
    cache.keep(get, answer());
    deletions.add(name);
    expect(cache.find(get)).toBeUndefined();
    expect(await cache.findAfterLook(get)).toBeUndefined();
  });

  it('finds at the next look that the file is gone', async () => {
    const { cache, files, clock } = await openCache();
    cache.keep(get, answer());
    await files.remove(name);
    clock.ms = 1000;
    expect(await cache.findAfterLook(get)).toBeUndefined();
    expect(cache.find(get)).toBeUndefined();
  });

  it.each(['~.d', ''])('looks where the file of a derived name lies (%s)', async (suffix) => {
    const path = `${name}${suffix}/${name}`;
    const { cache, files, clock } = await openCache(1_000_000, path);
    const derived = { ...get, target: `/${name}/${name}` };
    cache.keep(derived, answer());
    clock.ms = 1000;
    expect(await cache.findAfterLook(derived)).toBeDefined();
    await files.remove(path);
    clock.ms = 2000;
    expect(await cache.findAfterLook(derived)).toBeUndefined();
  });

  it('finds at the next look that the file is another one', async () => {
    const { cache, files, clock } = await openCache();
    cache.keep(get, answer());
    clock.ms = 1000;
    expect(await cache.findAfterLook(get)).toBeDefined();
    await files.remove(name);
    await (await files.create(name)).close();
    clock.ms = 2000;
    expect(await cache.findAfterLook(get)).toBeUndefined();
  });

  it('finds at the first look that the file is not the one that was read', async () => {
    const { cache, files, clock } = await openCache();
    cache.keep(get, answer());
    expect(await cache.findAfterLook(get)).toBeDefined();
    await files.remove(name);
    await (await files.create(name)).close();
    clock.ms = 1000;
    expect(await cache.findAfterLook(get)).toBeUndefined();
  });

  it('counts what a client can make long', async () => {
    const { cache } = await openCache(10_000);
    const long = (query: string): PlainRead => ({
      ...get,
      target: `/${name}?${query.repeat(1500)}`,
    });
    cache.keep(long('a'), answer());
    cache.keep(long('b'), answer());
    expect(cache.find(long('b'))).toBeUndefined();
    const tagged: PlainRead = { ...get, tag: 'c'.repeat(2000) };
    cache.keep(tagged, answer(304));
    expect(cache.find(tagged)).toBeUndefined();
  });

  it('leaves it to the application to say that a look failed', async () => {
    const clock = { ms: 0 };
    const cache = createAnswerCache({
      maxBytes: 10_000,
      files: { lookUp: () => Promise.reject(new Error('EIO')) },
      deletions: createDeletionSet(),
      nowMs: () => clock.ms,
    });
    cache.keep(get, answer());
    clock.ms = 1000;
    expect(await cache.findAfterLook(get)).toBeUndefined();
  });

  it('keeps apart what GET, HEAD and a validator get', async () => {
    const { cache } = await openCache();
    const head: PlainRead = { ...get, method: 'HEAD' };
    const validated: PlainRead = { ...get, tag: '"x"' };
    const [whole, bare, unchanged] = [answer(), { ...answer(), body: undefined }, answer(304)];
    cache.keep(get, whole);
    expect([cache.find(head), cache.find(validated)]).toEqual([undefined, undefined]);
    cache.keep(head, bare);
    cache.keep(validated, unchanged);
    expect([cache.find(get), cache.find(head), cache.find(validated)]).toEqual([
      whole,
      bare,
      unchanged,
    ]);
    expect(cache.find({ ...validated, tag: '"y"' })).toBeUndefined();
    expect(cache.find({ ...validated, method: 'HEAD' })).toBe(unchanged);
  });

  it.each<[string, PlainRead, WholeAnswer]>([
    ['an error', get, answer(404)],
    ['what says that it must not be', get, answer(200, 10, 'no-store')],
    ['a whole file to a validator that did not match', { ...get, tag: '"x"' }, answer()],
    ['what says nothing of it', get, { status: 200, head: [], body: undefined }],
    ['what is no stored file', { ...get, target: '/_status' }, answer()],
  ])('does not keep %s', async (_what, read, given) => {
    const { cache } = await openCache();
    cache.keep(read, given);
    expect(cache.find(read)).toBeUndefined();
  });

  it('stays within its bounds, and lets go what nobody asked for longest', async () => {
    const { cache } = await openCache(100_000);
    const reads = Array.from({ length: 10 }, (_, at): PlainRead => {
      const { sha1 } = partsOf(name);
      return { ...get, target: `/${at}_1_${sha1}.txt` };
    });
    const keep = (read: PlainRead): void => {
      cache.keep(read, answer(200, 10_000));
      cache.find(reads[0] as PlainRead);
    };
    const kept = (): number[] => reads.flatMap((read, at) => (cache.find(read) ? [at] : []));
    for (const read of reads) keep(read);
    expect(kept()).toEqual([0, 1, 2, 3]);
    for (const read of reads.slice(4, 8)) keep(read);
    // Six were turned away at first and one more now; the eighth got in.
    expect(kept()).toHaveLength(4);
    expect(kept()).toContain(0);
    for (let read = 0; read < 100; read += 1) cache.keep(get, answer(200, 60_000));
    expect(cache.find(get)).toBeUndefined();
    expect(kept()).toHaveLength(4);
  });

  it('of no bytes keeps nothing', async () => {
    const { cache } = await openCache(0);
    cache.keep(get, answer());
    expect(cache.find(get)).toBeUndefined();
    expect(await cache.findAfterLook(get)).toBeUndefined();
  });
});
