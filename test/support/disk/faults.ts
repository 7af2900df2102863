import type { TestContext } from '../node/create-test-context.ts';
import type { DiskCall } from './disk-session.ts';
import type { MemoryDisk } from './memory-disk.ts';
import { systemError } from './memory-tree.ts';

/**
 * What befalls a disk call: the power goes, the process dies, or the call fails with an error.
 * `one dead disk` fails this call and all later ones with `EIO`, and the other disk is sound. `full
 * disks` have a few bytes of room left, and what is removed from them gives more.
 */
export type Fault = (typeof faults)[number];

export const faults = ['crash', 'kill', 'EIO', 'ENOSPC', 'one dead disk', 'full disks'] as const;

/** The first call that a fault befell; none as long as there was none. */
export interface FaultOutcome {
  readonly met?: DiskCall;
}

/** The disks of one node. */
export type Disks = Pick<TestContext, 'storageDisk' | 'queueDisk'>;

/** Too little for a record of the journal. */
const roomBytes = 20;

/** Lets a fault befall the `nth` disk call from now on, counted over both disks. */
export function injectFault(disks: Disks, fault: Fault, nth: number): FaultOutcome {
  const both: readonly MemoryDisk[] = [disks.storageDisk, disks.queueDisk];
  const outcome: { met?: DiskCall } = {};
  let calls = 0;
  let dead: MemoryDisk | undefined;

  function befall(disk: MemoryDisk, call: DiskCall): void {
    calls += 1;
    if (disk === dead) throw systemError('EIO', call.path);
    if (calls !== nth) return;
    outcome.met = call;
    if (fault === 'crash') for (const each of both) each.crash();
    else if (fault === 'kill') for (const each of both) each.kill();
    else if (fault === 'full disks') for (const each of both) fill(each);
    else {
      if (fault === 'one dead disk') dead = disk;
      throw systemError(fault === 'ENOSPC' ? fault : 'EIO', call.path);
    }
  }

  for (const disk of both) disk.intercept = (call) => befall(disk, call);
  return outcome;
}

/** Leaves a disk next to no room. */
function fill(disk: MemoryDisk): void {
  const sizes = disk.paths().map((path) => disk.read(path)?.length ?? 0);
  disk.capacityBytes = sizes.reduce((sum, size) => sum + size, roomBytes);
}

/** Takes the fault away again. */
export function clearFault({ storageDisk, queueDisk }: Disks): void {
  for (const disk of [storageDisk, queueDisk]) {
    disk.intercept = () => undefined;
    disk.capacityBytes = Infinity;
  }
}

/** Runs a scenario with a fault at its first disk call, at its second, … until a run meets none. */
export async function atEveryDiskCall(run: (nth: number) => Promise<boolean>): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    if (!(await run(nth))) return nth - 1;
  }
}
