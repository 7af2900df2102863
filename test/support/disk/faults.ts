import type { TestContext } from '../node/create-test-context.ts';
import type { DiskCall } from './disk-session.ts';
import type { MemoryDisk } from './memory-disk.ts';
import { systemError } from './memory-tree.ts';

/**
 * What can happen at a disk call: a power cut, the process dies, or the call fails with an error.
 * `one dead disk` fails this call and all later ones with `EIO`, and the other disk works. `full
 * disks` have a few bytes of free space left, and more once something is removed.
 */
export type Fault = (typeof faults)[number];

export const faults = ['crash', 'kill', 'EIO', 'ENOSPC', 'one dead disk', 'full disks'] as const;

/** The call at which the fault struck; absent until it has. */
export interface FaultOutcome {
  readonly met?: DiskCall;
}

/** The disks of one node. */
export type Disks = Pick<TestContext, 'storageDisk' | 'queueDisk'>;

/** They leave a disk as it is. */
const reads: ReadonlySet<DiskCall['operation']> = new Set([
  ...(['open', 'append', 'stat', 'fstat', 'list', 'entries', 'read', 'close'] as const),
]);

/** Too little for a record of the journal. */
const leftBytes = 20;

/**
 * Injects a fault at the `nth` disk call from now on where it can strike, counted over both disks.
 */
export function injectFault(disks: Disks, fault: Fault, nth: number): FaultOutcome {
  const both: readonly MemoryDisk[] = [disks.storageDisk, disks.queueDisk];
  const outcome: { met?: DiskCall } = {};
  let calls = 0;
  let dead: MemoryDisk | undefined;

  function intercept(disk: MemoryDisk, call: DiskCall): void {
    if (disk === dead) throw systemError('EIO', call.path);
    if (!canStrike(fault, call)) return;
    calls += 1;
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

  for (const disk of both) disk.intercept = (call) => intercept(disk, call);
  return outcome;
}

/**
 * Any call can fail. But no read needs space, and a process that ends at a read leaves what it
 * would leave just before its next change, when it has acknowledged no less.
 */
function canStrike(fault: Fault, { operation }: DiskCall): boolean {
  return fault === 'EIO' || fault === 'one dead disk' || !reads.has(operation);
}

/** Leaves a disk next to no free space. */
function fill(disk: MemoryDisk): void {
  const sizes = disk.paths().map((path) => disk.read(path)?.length ?? 0);
  disk.capacityBytes = sizes.reduce((sum, size) => sum + size, leftBytes);
}

/** Removes the fault again. */
export function clearFault({ storageDisk, queueDisk }: Disks): void {
  for (const disk of [storageDisk, queueDisk]) {
    disk.intercept = () => undefined;
    disk.capacityBytes = Infinity;
  }
}

/**
 * Runs a scenario with a fault at the first call that it can strike, at the second, … until a run
 * meets none.
 */
export async function atEveryDiskCall(run: (nth: number) => Promise<boolean>): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    if (!(await run(nth))) return nth - 1;
  }
}
