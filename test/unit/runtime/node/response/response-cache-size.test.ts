import { expect, test } from 'vitest';
import { partsOf } from '../../../../../lib/names/stored-name.ts';
import type { CacheableRequest } from '../../../../../runtime/node/response/cacheable-request.ts';
import {
  bufferedResponse,
  cachedName,
  get,
  openResponseCache,
} from '../../../../support/http/open-response-cache.ts';

test('long targets and validators count as memory', async () => {
  const { cache } = await openResponseCache(10_000);
  const long = (query: string): CacheableRequest => ({
    ...get,
    target: `/${cachedName}?${query.repeat(1500)}`,
  });
  cache.set(long('a'), bufferedResponse());
  cache.set(long('b'), bufferedResponse());
  expect(cache.get(long('b'))).toBeUndefined();
  const conditional: CacheableRequest = { ...get, ifNoneMatch: 'c'.repeat(2000) };
  cache.set(conditional, bufferedResponse(304));
  expect(cache.get(conditional)).toBeUndefined();
});

test('a full cache admits one in eight asked for again, and evicts the least recently used', async () => {
  const { cache } = await openResponseCache(100_000);
  const requests = Array.from({ length: 10 }, (_, index): CacheableRequest => {
    const { sha1 } = partsOf(cachedName);
    return { ...get, target: `/${index}_1_${sha1}.txt` };
  });
  const add = (request: CacheableRequest): void => {
    cache.set(request, bufferedResponse(200, 10_000));
    cache.get(requests[0] as CacheableRequest);
  };
  const cached = (): number[] =>
    requests.flatMap((request, index) => (cache.get(request) ? [index] : []));
  for (const request of requests) add(request);
  expect(cached()).toEqual([0, 1, 2, 3]);
  for (const request of requests.slice(4)) add(request);
  // Those six were asked for again; the eighth time one is, it is admitted.
  expect(cached()).toEqual([0, 1, 2, 3]);
  for (const request of requests.slice(4, 6)) add(request);
  expect(cached()).toEqual(expect.arrayContaining([0, 5]));
  expect(cached()).toHaveLength(4);
  expect(cached()).toContain(0);
  for (let turn = 0; turn < 100; turn += 1) cache.set(get, bufferedResponse(200, 60_000));
  expect(cache.get(get)).toBeUndefined();
  expect(cached()).toHaveLength(4);
});

test('a scan over more files than are remembered changes nothing in a full cache', async () => {
  const { cache } = await openResponseCache(100_000);
  const { sha1 } = partsOf(cachedName);
  const add = (index: number): void => {
    const request: CacheableRequest = { ...get, target: `/${index}_1_${sha1}.txt` };
    if (cache.get(request) === undefined) cache.set(request, bufferedResponse(200, 10_000));
  };
  for (let turn = 0; turn < 3; turn += 1) {
    for (let index = 0; index < 3000; index += 1) add(index);
  }
  for (let index = 0; index < 4; index += 1) {
    expect(cache.get({ ...get, target: `/${index}_1_${sha1}.txt` })).toBeDefined();
  }
});

test('a cache of no bytes stores nothing', async () => {
  const { cache } = await openResponseCache(0);
  cache.set(get, bufferedResponse());
  expect(cache.get(get)).toBeUndefined();
  expect(await cache.getRevalidated(get)).toBeUndefined();
});
