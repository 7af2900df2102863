import { describe, expect, it } from 'vitest';
import { createTombstoneSet } from '../../../../../lib/tombstones/tombstones.ts';
import type { CacheableRequest } from '../../../../../runtime/node/response/cacheable-request.ts';
import { createResponseCache } from '../../../../../runtime/node/response/response-cache.ts';
import type { BufferedResponse } from '../../../../../runtime/node/response/response-parts.ts';
import {
  bufferedResponse,
  cachedName,
  get,
  openResponseCache,
} from '../../../../support/http/open-response-cache.ts';

describe('the response cache', () => {
  it('returns the stored response itself, without a stat for a second', async () => {
    const { cache, clock, stats } = await openResponseCache();
    const stored = bufferedResponse();
    expect(cache.get(get)).toBeUndefined();
    cache.set(get, stored);
    clock.ms = 999;
    expect(cache.get(get)).toBe(stored);
    expect(await cache.getRevalidated(get)).toBe(stored);
    // The one when the response was stored.
    expect(stats.count).toBe(1);
  });

  it('returns a stale response after one stat, however many ask for it', async () => {
    const { cache, clock, stats } = await openResponseCache();
    const stored = bufferedResponse();
    cache.set(get, stored);
    clock.ms = 1000;
    expect(cache.get(get)).toBeUndefined();
    const crowd = await Promise.all([1, 2, 3].map(() => cache.getRevalidated(get)));
    expect(crowd).toEqual([stored, stored, stored]);
    clock.ms = 1999;
    expect(cache.get(get)).toBe(stored);
    expect(stats.count).toBe(2);
  });

  it('returns nothing from the moment the name has a tombstone', async () => {
    const { cache, tombstones } = await openResponseCache();
    cache.set(get, bufferedResponse());
    tombstones.add(cachedName);
    expect(cache.get(get)).toBeUndefined();
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });

  it('finds at the next stat that the file is gone', async () => {
    const { cache, files, clock } = await openResponseCache();
    cache.set(get, bufferedResponse());
    await files.remove(cachedName);
    clock.ms = 1000;
    expect(await cache.getRevalidated(get)).toBeUndefined();
    expect(cache.get(get)).toBeUndefined();
  });

  it.each(['~.d', ''])(
    'checks the file of a derived name where it is stored (%s)',
    async (suffix) => {
      const path = `${cachedName}${suffix}/${cachedName}`;
      const { cache, files, clock } = await openResponseCache(1_000_000, path);
      const derived = { ...get, target: `/${cachedName}/${cachedName}` };
      cache.set(derived, bufferedResponse());
      clock.ms = 1000;
      expect(await cache.getRevalidated(derived)).toBeDefined();
      await files.remove(path);
      clock.ms = 2000;
      expect(await cache.getRevalidated(derived)).toBeUndefined();
    },
  );

  it('finds at the next stat that the file was replaced', async () => {
    const { cache, files, clock } = await openResponseCache();
    cache.set(get, bufferedResponse());
    clock.ms = 1000;
    expect(await cache.getRevalidated(get)).toBeDefined();
    await files.remove(cachedName);
    await (await files.create(cachedName)).close();
    clock.ms = 2000;
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });

  it('finds that the file was replaced before the first stale read', async () => {
    const { cache, files, clock } = await openResponseCache();
    cache.set(get, bufferedResponse());
    expect(await cache.getRevalidated(get)).toBeDefined();
    await files.remove(cachedName);
    await (await files.create(cachedName)).close();
    clock.ms = 1000;
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });

  it('returns nothing when a stat fails: the application reports it', async () => {
    const clock = { ms: 0 };
    const cache = createResponseCache({
      maxBytes: 10_000,
      storage: { version: () => Promise.reject(new Error('EIO')) },
      tombstones: createTombstoneSet(),
      nowMs: () => clock.ms,
    });
    cache.set(get, bufferedResponse());
    clock.ms = 1000;
    expect(await cache.getRevalidated(get)).toBeUndefined();
  });

  it('keeps the responses to GET, HEAD and a validator apart', async () => {
    const { cache } = await openResponseCache();
    const head: CacheableRequest = { ...get, method: 'HEAD' };
    const conditional: CacheableRequest = { ...get, ifNoneMatch: '"x"' };
    const whole = bufferedResponse();
    const withoutBody = { ...bufferedResponse(), body: undefined };
    const notModified = bufferedResponse(304);
    cache.set(get, whole);
    expect([cache.get(head), cache.get(conditional)]).toEqual([undefined, undefined]);
    cache.set(head, withoutBody);
    cache.set(conditional, notModified);
    expect(cache.get(get)).toBe(whole);
    expect(cache.get(head)).toBe(withoutBody);
    expect(cache.get(conditional)).toBe(notModified);
    expect(cache.get({ ...conditional, ifNoneMatch: '"y"' })).toBeUndefined();
    expect(cache.get({ ...conditional, method: 'HEAD' })).toBe(notModified);
  });

  it.each<[string, CacheableRequest, BufferedResponse]>([
    ['an error', get, bufferedResponse(404)],
    ['a response that says no-store', get, bufferedResponse(200, 10, 'no-store')],
    ['a 200 to a validator that did not match', { ...get, ifNoneMatch: '"x"' }, bufferedResponse()],
    ['a response without Cache-Control', get, { status: 200, head: [], body: undefined }],
    ['a response that is no stored file', { ...get, target: '/_status' }, bufferedResponse()],
  ])('does not store %s', async (_what, request, given) => {
    const { cache } = await openResponseCache();
    cache.set(request, given);
    expect(cache.get(request)).toBeUndefined();
  });
});
