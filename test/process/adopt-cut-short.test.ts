import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listStaged } from '../support/disk/disk-view.ts';
import { fillDisk, mountSmallDisk } from '../support/disk/small-disk.ts';
import {
  type AdoptionPlace,
  runAdopt,
  setUpAdoptionPlace,
} from '../support/process/adoption-place.ts';
import type { ProgramRun } from '../support/process/run-program.ts';
import {
  plantFile,
  plantSparseFile,
  snapshotOf,
  storedIn,
} from '../support/process/stored-tree.ts';

const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;

/** Sends a signal while a file is being copied that takes long, and is not what its name says. */
async function cutShort(place: AdoptionPlace, signal: NodeJS.Signals): Promise<ProgramRun> {
  const name = await plantSparseFile(place.source, '500G');
  const isCopying = (): boolean =>
    existsSync(join(place.storage, '.cockatiel', 'staging')) &&
    listStaged(place.storage).length > 0 &&
    storedIn(place.storage).length === place.names.length;
  const run = await runAdopt(place, undefined, {
    onStart(child) {
      const timer = setInterval(() => {
        if (!isCopying()) return;
        clearInterval(timer);
        child.kill(signal);
      }, 10);
    },
  });
  await rm(join(place.source, name));
  return run;
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends it by that signal, and nothing half is left',
  async (signal) => {
    const place = await setUpAdoptionPlace();
    const run = await cutShort(place, signal);
    expect(run).toMatchObject({ signal, stdout: '' });
    expect(run.stderr).toMatch(/^cockatiel: interrupted; storage: 3 adopted \(.*\)\n$/u);
    expect(listStaged(place.storage)).toEqual([]);
    expect(storedIn(place.storage)).toEqual(place.names);
    expect((await runAdopt(place)).status).toBe(0);
  },
);

test('what a killed run leaves is gone after the next one', async () => {
  const place = await setUpAdoptionPlace();
  expect((await cutShort(place, 'SIGKILL')).signal).toBe('SIGKILL');
  expect(listStaged(place.storage)).not.toEqual([]);
  const run = await runAdopt(place);
  expect(run.status).toBe(0);
  expect(run.stderr).toContain('0 adopted, 3 present');
  expect(listStaged(place.storage)).toEqual([]);
});

test('a full disk ends it with status 2, and it goes on once there is space', async (ctx) => {
  const disk = await mountSmallDisk('size=4m');
  if (disk === undefined) return ctx.skip('mounting is not allowed here');
  const place = await setUpAdoptionPlace();
  for (let count = 0; count < 20; count += 1) {
    await plantFile(place.source, `large/${count}`, `${count}`.repeat(50_000));
  }
  const filler = fillDisk(disk, 400_000);
  const line = `--storage ${disk}/storage --min-free 0 source`;
  const run = await runAdopt(place, line);
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toMatch(
    /^cockatiel: .*\ncockatiel: --storage: ".*" can't be used \(ENOSPC.*\n$/u,
  );
  const stored = storedIn(join(disk, 'storage'));
  for (const name of stored) {
    expect(readFileSync(join(disk, 'storage', name))).toEqual(
      readFileSync(join(place.source, name)),
    );
  }
  expect(listStaged(join(disk, 'storage'))).toEqual([]);
  await rm(filler);
  expect((await runAdopt(place, line)).status).toBe(0);
  expect(storedIn(join(disk, 'storage'))).toHaveLength(23);
});

test('it leaves the free space that a node leaves', async (ctx) => {
  const disk = await mountSmallDisk('size=4m');
  if (disk === undefined) return ctx.skip('mounting is not allowed here');
  const run = await runAdopt(
    await setUpAdoptionPlace(),
    `--storage ${disk}/s --min-free 1T source`,
  );
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toContain('--min-free');
  expect(storedIn(join(disk, 's'))).toEqual([]);
});

test.runIf(isRoot)(
  'root does not adopt files that the user of the node could not remove',
  async () => {
    const place = await setUpAdoptionPlace();
    await mkdir(place.storage);
    await chown(place.storage, nobody, nobody);
    const before = snapshotOf(place.storage);
    const run = await runAdopt(place);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toMatch(/^cockatiel: --storage: "storage" belongs to user 65534;[^\n]*\n$/u);
    expect(snapshotOf(place.storage)).toEqual(before);
  },
);

test.runIf(isRoot)('a file that can not be read is left out, and the status is 1', async () => {
  const place = await setUpAdoptionPlace();
  const [a, b, c] = place.names;
  await mkdir(place.storage);
  await chown(place.storage, nobody, nobody);
  chmodSync(place.cwd, 0o755);
  chmodSync(join(place.source, b), 0o600);
  const launcher = ['setpriv', `--reuid=${nobody}`, '--clear-groups'];
  const run = await runAdopt(place, undefined, { launcher });
  expect(run).toMatchObject({
    status: 1,
    stdout: `unreadable\tsource/${b}\tEACCES: permission denied\n`,
  });
  expect(storedIn(place.storage)).toEqual([a, c]);
});
