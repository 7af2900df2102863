import type { TestContext } from './create-test-context.ts';
import type { MemoryDisk } from './memory-disk.ts';
import type { DiskCall } from './memory-file-system.ts';
import { systemError } from './memory-tree.ts';

/**
 * What befalls a disk call: the power goes, the process dies, or the call fails with an error; `…`
 * says that all later calls fail too, those at least that such a disk can't do.
 */
export type Fault = 'crash' | 'kill' | 'EIO' | 'ENOSPC' | 'EIO…' | 'ENOSPC…';

export const faults: readonly Fault[] = ['crash', 'kill', 'EIO', 'ENOSPC', 'EIO…', 'ENOSPC…'];

/** The first call that a fault befell; none as long as there was none. */
export interface FaultOutcome {
  readonly met?: DiskCall;
}

/** The disks of one node. */
export type Disks = Pick<TestContext, 'storageDisk' | 'queueDisk'>;

const needsRoom = new Set<DiskCall['operation']>(['create', 'write', 'sync', 'makeDirectory']);

/** Lets a fault befall the `nth` disk call from now on, counted over both disks. */
export function injectFault(disks: Disks, fault: Fault, nth: number): FaultOutcome {
  const both: readonly MemoryDisk[] = [disks.storageDisk, disks.queueDisk];
  const outcome: { met?: DiskCall } = {};
  let calls = 0;

  function intercept({ operation, path }: DiskCall): void {
    calls += 1;
    if (calls < nth || (calls > nth && !fault.endsWith('…'))) return;
    if (fault === 'ENOSPC…' && !needsRoom.has(operation)) return;
    outcome.met ??= { operation, path };
    if (fault === 'crash') for (const disk of both) disk.crash();
    else if (fault === 'kill') for (const disk of both) disk.kill();
    else throw systemError(fault.replace('…', ''), path);
  }

  for (const disk of both) disk.intercept = intercept;
  return outcome;
}

/** Takes the fault away again. */
export function clearFault({ storageDisk, queueDisk }: Disks): void {
  storageDisk.intercept = () => undefined;
  queueDisk.intercept = () => undefined;
}

/** Runs a scenario with a fault at its first disk call, at its second, … until a run meets none. */
export async function atEveryDiskCall(run: (nth: number) => Promise<boolean>): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    if (!(await run(nth))) return nth - 1;
  }
}
