import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createR2Store } from '../../../runtime/objects/r2-store.ts';
import { objectStoreContract } from '../../contract/object-store-contract.ts';
import { storageContract } from '../../contract/storage-contract.ts';
import { countReturned } from '../../support/objects/count-returned.ts';
import { collect } from '../../support/objects/object-bodies.ts';
import { type EmptyBucket, objectHarness } from '../../support/objects/object-harness.ts';
import { loadMiniflare, type Miniflare } from './load-miniflare.ts';

describe('R2 in Miniflare', () => {
  let miniflare: Miniflare;
  let count = 0;

  beforeAll(async () => {
    const Constructor = await loadMiniflare();
    miniflare = new Constructor({
      modules: true,
      script: 'export default { fetch: () => new Response() };',
      r2Buckets: ['BUCKET'],
    });
  });
  afterAll(() => miniflare?.dispose());

  async function openBucket(): Promise<EmptyBucket> {
    count += 1;
    const prefix = `p${count}/`;
    const bucket = await miniflare.getR2Bucket('BUCKET');
    return {
      // Outside of a Worker there is no stream of a known length.
      store: createR2Store(bucket, { prefix, toValue: ({ read }) => collect(read()) }),
      async plant(key, content) {
        await bucket.put(`${prefix}${key}`, new TextEncoder().encode(content));
      },
    };
  }

  describe('the store', () => objectStoreContract(async () => (await openBucket()).store));
  describe('the storage on it', () => storageContract(objectHarness(openBucket)));

  it('lets no deletion come back', async () => {
    expect(await countReturned((await openBucket()).store, 100)).toBe(0);
  }, 600_000);
});
