import { afterAll, beforeAll, describe } from 'vitest';
import { objectStoreContract } from '../../../contract/object-store-contract.ts';
import { storageContract } from '../../../contract/storage-contract.ts';
import { type EmptyBucket, objectHarness } from '../../../support/objects/object-harness.ts';
import { openS3Store } from '../../../support/objects/open-s3-store.ts';
import { type S3Double, startS3Double } from '../../../support/objects/start-s3-double.ts';

describe('an S3 API', () => {
  let double: S3Double;
  let count = 0;

  beforeAll(async () => {
    double = await startS3Double();
  });
  afterAll(() => double.close());

  function openBucket(): EmptyBucket {
    count += 1;
    const prefix = `p${count}/`;
    return {
      store: openS3Store(double.endpoint, prefix),
      plant: (key, content) => void double.bucket.put(`${prefix}${key}`, Buffer.from(content)),
    };
  }

  describe('the store', () => objectStoreContract(() => openBucket().store));
  describe('the storage on it', () => storageContract(objectHarness(openBucket)));
});
