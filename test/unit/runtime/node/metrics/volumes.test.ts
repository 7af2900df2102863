import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { createVolumes } from '../../../../../runtime/node/metrics/volumes.ts';
import { nodeTimers } from '../../../../../runtime/node/timers.ts';

test('the disks are measured, with what is kept free', async () => {
  const volumes = createVolumes(
    { storage: tmpdir(), queue: tmpdir() },
    { timers: nodeTimers, minFreeBytes: 5 },
  );
  const [storage, queue] = await volumes.report();
  expect([storage?.name, queue?.name]).toEqual(['storage', 'queue']);
  expect(storage).toMatchObject({ reservedBytes: 5, totalBytes: queue?.totalBytes });
  expect(storage?.freeBytes).toBeLessThanOrEqual(storage?.totalBytes ?? 0);
});

test('a hundredth is kept free by default, 1 GiB at most; what is not there is left out', async () => {
  const directories = { storage: `${tmpdir()}/not-there`, queue: tmpdir() };
  const [queue, ...others] = await createVolumes(directories, { timers: nodeTimers }).report();
  expect(others).toEqual([]);
  expect(queue?.reservedBytes).toBe(Math.min((queue?.totalBytes ?? 0) / 100, 1024 ** 3));
  expect(
    await createVolumes({ storage: undefined, queue: tmpdir() }, { timers: nodeTimers }).report(),
  ).toHaveLength(1);
});

test('a disk that hangs is asked once, and holds up nobody', async () => {
  let asked = 0;
  const hang = () => {
    asked += 1;
    return new Promise<never>(() => undefined);
  };
  const volumes = createVolumes(
    { storage: undefined, queue: tmpdir() },
    { timers: nodeTimers, spaceOf: hang },
  );
  const reports = await Promise.all([volumes.report(), volumes.report()]);
  expect([...reports, await volumes.report()]).toEqual([[], [], []]);
  expect(asked).toBe(1);
});
