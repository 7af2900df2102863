import { expect, onTestFinished, test } from 'vitest';
import { expectNoLeftOvers } from '../support/objects/expect-no-left-overs.ts';
import { openS3Store } from '../support/objects/open-s3-store.ts';
import { runBucketKills } from '../support/objects/run-bucket-kills.ts';
import { startS3Double } from '../support/objects/start-s3-double.ts';
import { bucketName } from '../support/objects/test-credentials.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

test('two nodes on a bucket that are killed again and again lose and restore nothing', async () => {
  const double = await startS3Double();
  onTestFinished(() => double.close());
  const report = await runBucketKills({
    storage: `s3://${bucketName}/kills?endpoint=${double.endpoint}`,
    directory: await useTestDirectory(),
    // As many as on a real store, which is there in the tests of hosts, would take long.
    uploads: 400,
    deletions: 120,
    responsesPerKill: 35,
    seed: Number(process.env['KILL_LOOP_SEED'] ?? 1),
  });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report).toMatchObject({ deletions: 120, lost: [], returned: [] });
  expect(report.kills).toBeGreaterThan(8);
  const store = openS3Store(double.endpoint, 'kills/');
  // What a node that is killed at a bad moment would leave.
  await store.staging.begin('.cockatiel/staging/left');
  await expectNoLeftOvers(store);
}, 600_000);
