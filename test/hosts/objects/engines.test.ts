import { describe, expect, onTestFinished, test } from 'vitest';
import { objectStorageContract } from '../../contract/object-storage-contract.ts';
import { stalledStoreContract } from '../../contract/stalled-store-contract.ts';
import { runBucketKills } from '../../support/objects/run-bucket-kills.ts';
import { startS3Double } from '../../support/objects/start-s3-double.ts';
import { bucketName } from '../../support/objects/test-credentials.ts';
import { useTestDirectory } from '../../support/process/start-test-node.ts';
import { bun, deno } from '../engine-paths.ts';

describe.each([
  ['Bun', bun],
  ['Deno', deno],
] as const)('the program on %s, on a bucket', (_, engine) => {
  objectStorageContract({ engine });
  stalledStoreContract(engine);
});

test('nodes on Bun and Deno on one bucket lose and restore nothing when they are killed', async () => {
  const double = await startS3Double();
  onTestFinished(() => double.close());
  const report = await runBucketKills({
    storage: `s3://${bucketName}/kills?endpoint=${double.endpoint}`,
    directory: await useTestDirectory(),
    uploads: 200,
    deletions: 60,
    responsesPerKill: 30,
    seed: Number(process.env['KILL_LOOP_SEED'] ?? 1),
    engines: [bun, deno],
  });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report).toMatchObject({ deletions: 60, lost: [], returned: [] });
  expect(report.kills).toBeGreaterThan(4);
}, 300_000);
