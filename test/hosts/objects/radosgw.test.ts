import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectStoreContract } from '../../contract/object-store-contract.ts';
import { storageContract } from '../../contract/storage-contract.ts';
import { countReturned } from '../../support/objects/count-returned.ts';
import { createBucket, plantObject } from '../../support/objects/create-bucket.ts';
import { expectNoLeftOvers } from '../../support/objects/expect-no-left-overs.ts';
import { type EmptyBucket, objectHarness } from '../../support/objects/object-harness.ts';
import { openS3Store } from '../../support/objects/open-s3-store.ts';
import { runBucketKills } from '../../support/objects/run-bucket-kills.ts';
import { hasRadosgw, type Radosgw, startRadosgw } from '../../support/objects/start-radosgw.ts';
import { bucketName } from '../../support/objects/test-credentials.ts';
import { useTestDirectory } from '../../support/process/start-test-node.ts';
import { httpContract } from '../http-contract/http-contract.ts';
import { startOnBucket } from '../start-program.ts';

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

  describe('the program on it', () =>
    httpContract(
      'bucket',
      startOnBucket(() => radosgw.endpoint),
    ));

  it('loses and restores nothing when two nodes on it are killed again and again', async () => {
    const { endpoint } = radosgw;
    const report = await runBucketKills({
      storage: `s3://${bucketName}/kills?endpoint=${endpoint}`,
      directory: await useTestDirectory(),
      uploads: 1000,
      deletions: 300,
      responsesPerKill: 60,
      seed: Number(process.env['KILL_LOOP_SEED'] ?? 1),
    });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ deletions: 300, lost: [], returned: [] });
    expect(report.kills).toBeGreaterThan(15);
    await expectNoLeftOvers(openS3Store(endpoint, 'kills/'));
  }, 600_000);

  it('has one winner of many who store one name, and no deletion comes back', async () => {
    const returned = await countReturned(openBucket().store, 100);
    expect(returned).toBe(0);
  }, 600_000);
});

it.skipIf(hasRadosgw())(
  'is not tried: Ceph is not installed, or this is not root',
  () => undefined,
);
