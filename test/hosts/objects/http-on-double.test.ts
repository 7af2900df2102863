import { afterAll, beforeAll, describe } from 'vitest';
import { hasRadosgw } from '../../support/objects/start-radosgw.ts';
import { type S3Double, startS3Double } from '../../support/objects/start-s3-double.ts';
import { bun, deno, node } from '../engine-paths.ts';
import { httpContract } from '../http-contract/http-contract.ts';
import { startOnBucket } from '../start-program.ts';

describe.each([
  ['bucket', node],
  ['bun bucket', bun],
  ['deno bucket', deno],
] as const)('the program on a bucket in memory (%s)', (host, engine) => {
  let double: S3Double;

  beforeAll(async () => {
    double = await startS3Double();
  });
  afterAll(() => double.close());

  // On Node.js the same is checked on a real store, where there is one.
  describe.skipIf(host === 'bucket' && hasRadosgw())('all of it', () =>
    httpContract(
      host,
      startOnBucket(() => double.endpoint, engine),
    ),
  );
});
