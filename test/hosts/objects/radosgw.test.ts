import { afterAll, beforeAll, describe, it } from 'vitest';
import { objectStoreContract } from '../../contract/object-store-contract.ts';
import { storageContract } from '../../contract/storage-contract.ts';
import { createBucket, plantObject } from '../../support/objects/create-bucket.ts';
import { type EmptyBucket, objectHarness } from '../../support/objects/object-harness.ts';
import { openS3Store } from '../../support/objects/open-s3-store.ts';
import { hasRadosgw, type Radosgw, startRadosgw } from '../../support/objects/start-radosgw.ts';

describe.skipIf(!hasRadosgw())('a real radosgw', () => {
  let radosgw: Radosgw;
  let count = 0;

  beforeAll(async () => {
    radosgw = await startRadosgw();
    await createBucket(radosgw.endpoint);
  });
  afterAll(() => radosgw?.stop());

  function openBucket(): EmptyBucket {
    count += 1;
    const prefix = `p${count}/`;
    const { endpoint } = radosgw;
    const store = openS3Store(endpoint, prefix);
    return { store, plant: (key, content) => plantObject(endpoint, `${prefix}${key}`, content) };
  }

  describe('the store', () => objectStoreContract(() => openBucket().store));
  describe('the storage on it', () => storageContract(objectHarness(openBucket)));
});

it.skipIf(hasRadosgw())(
  'is not tried: Ceph is not installed, or this is not root',
  () => undefined,
);
