import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSeededRandom } from '../support/node/seeded-random.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';
import { runUploadLane } from '../support/process/upload-lane.ts';

const lanes = 2;
const kills = 50;
const seed = Number(process.env['KILL_LOOP_SEED'] ?? 1);

test('a resumable upload survives 100 kills of its node at any moment', async () => {
  const directory = await useTestDirectory();
  const runs = Array.from({ length: lanes }, (_, lane) =>
    runUploadLane(join(directory, `${lane}`), createSeededRandom(seed * 100 + lane), kills),
  );
  await Promise.allSettled(runs);
  const reports = await Promise.all(runs);
  const sum = (of: (report: (typeof reports)[number]) => number): number =>
    reports.map(of).reduce((one, other) => one + other);
  const inTheMiddle = sum((report) => report.inTheMiddle);
  const finished = sum((report) => report.finished);
  process.stdout.write(
    `${lanes * kills} kills, ${inTheMiddle} in the middle of an upload; ${finished} files kept\n`,
  );
  expect(inTheMiddle).toBeGreaterThan(10);
  expect(finished).toBeGreaterThan(10);
}, 600_000);
