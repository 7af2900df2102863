import { describe, expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { atEveryDiskCall, clearFault, faults, injectFault } from '../../../support/disk/faults.ts';
import { runPaths } from '../../../support/disk/index-entries.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { hasEach, openTestTombstones } from '../../../support/disk/open-test-tombstones.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

type Tombstones = Awaited<ReturnType<typeof openTestTombstones>>;

const names = Array.from({ length: 24 }, (_, index) => nameOf(`file ${index}`, 'content'));
const never = nameOf('never', 'content');
/** So small that every step takes many runs, and merges them. */
const sizes = { fewRuns: 1, namesPerRun: 4 };

/** What happens on a disk while a fault strikes. */
interface Step {
  prepare(disk: MemoryDisk): Promise<unknown>;
  act(disk: MemoryDisk, tombstones: Tombstones, logged: Logged): Promise<unknown>;
  /** Names that are in the log before it. */
  readonly before: readonly StoredName[];
  /** Whether the process goes on if it fails; a start does not. */
  readonly survives?: true;
}

/** Notes names that were logged, up to a sequence number. */
type Logged = (names: readonly StoredName[], sequence: number) => void;

const open = (disk: MemoryDisk) => openTestTombstones(disk, undefined, 'current', sizes);
const linesOf = (all: readonly StoredName[]) => all.map((name) => `${name}\n`).join('');

/** Records names in groups of three; each is as far in the journal as it is in `names`. */
async function recordAll(
  tombstones: Tombstones,
  all: readonly StoredName[],
  logged: Logged = () => undefined,
): Promise<void> {
  for (let at = 0; at < all.length; at += 3) {
    const group = all.slice(at, at + 3);
    const sequence = names.indexOf(group.at(-1) as StoredName) + 1;
    for (const name of group) tombstones.add(name);
    await tombstones.record(sequence);
    logged(group, sequence);
  }
}

async function prepareRecorded(disk: MemoryDisk): Promise<void> {
  const tombstones = await open(disk);
  await recordAll(tombstones, names.slice(0, 12));
  await settleMicrotasks();
  await tombstones.close();
}

const steps: Readonly<Record<string, Step>> = {
  'the index of a log is made': {
    before: names,
    prepare: async (disk) => disk.write('deletion.log', linesOf(names)),
    act: async () => undefined,
  },
  'the index of a log that another program wrote is made again': {
    before: names,
    async prepare(disk) {
      await prepareRecorded(disk);
      disk.write('deletion.log', linesOf(names.toReversed()));
    },
    act: async () => undefined,
  },
  'names are recorded, and runs are merged': {
    before: names.slice(0, 12),
    prepare: prepareRecorded,
    act: (_, tombstones, logged) => recordAll(tombstones, names.slice(12), logged),
    survives: true,
  },
  'the sequence number is forgotten': {
    before: names.slice(0, 12),
    prepare: prepareRecorded,
    act: (_, tombstones) => tombstones.forgetSequence(),
  },
};

async function runOnce(step: Step, fault: (typeof faults)[number], nth: number): Promise<boolean> {
  const disk = createMemoryDisk();
  await step.prepare(disk);
  disk.kill();
  const { deaths } = disk;
  const disks = { queueDisk: disk, storageDisk: createMemoryDisk() };
  const outcome = injectFault(disks as never, fault, nth);
  let logged = step.before;
  let sequence = 0;
  let tombstones: Tombstones | undefined;
  let isDone = false;
  try {
    tombstones = await open(disk);
    await step.act(disk, tombstones, (more, upTo) => {
      logged = [...logged, ...more];
      sequence = upTo;
    });
    isDone = true;
  } catch {
    // The fault is what the next start is about.
  }
  await settleMicrotasks();
  clearFault(disks as never);
  const isAlive = disk.deaths === deaths && (isDone || step.survives === true);
  if (isAlive && tombstones !== undefined) await expectAll(tombstones, logged);
  for (const end of ['kill', 'crash'] as const) {
    disk[end]();
    const again = await open(disk);
    await expectAll(again, logged);
    if (again.sequence() > sequence) await expectAll(again, names.slice(0, again.sequence()));
    await settleMicrotasks();
    await again.close();
    expect(disk.openFileCount).toBe(0);
    expect(runPaths(disk).filter((path) => path.endsWith('.new'))).toEqual([]);
  }
  return outcome.met !== undefined;
}

async function expectAll(tombstones: Tombstones, all: readonly StoredName[]): Promise<void> {
  expect(await hasEach(tombstones, all)).not.toContain(false);
  expect(await tombstones.has(never)).toBe(false);
}

describe.each(Object.entries(steps))('while %s', (_, step) => {
  it.each(faults)('no name is missed, with %s at any disk call', async (fault) => {
    const count = await atEveryDiskCall((nth) => runOnce(step, fault, nth));
    expect(count).toBeGreaterThan(10);
  });
});
