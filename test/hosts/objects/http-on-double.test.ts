import { afterAll, beforeAll, describe } from 'vitest';
import { type S3Double, startS3Double } from '../../support/objects/start-s3-double.ts';
import { httpContract } from '../http-contract/http-contract.ts';
import { startOnBucket } from '../start-program.ts';

describe('the program on a bucket in memory', () => {
  let double: S3Double;

  beforeAll(async () => {
    double = await startS3Double();
  });
  afterAll(() => double.close());

  httpContract(
    'bucket',
    startOnBucket(() => double.endpoint),
  );
});
