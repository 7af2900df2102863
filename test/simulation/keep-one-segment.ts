import type { OccasionFault } from './fault-kinds.ts';
import type { Plan } from './plan.ts';
import type { Step } from './step.ts';

/** So large that all records of a run stay in the journal's first segment. */
const wholeRunBytes = 1_000_000;
const diskFaults: ReadonlySet<string> = new Set<OccasionFault | Step['does']['what']>([
  'EIO',
  'ENOSPC',
  'failing disk',
  'full disk',
]);

/**
 * Lets a peer that is configured late get everything, without copies of the files: no
 * segment of the journal may go, and after a disk fault another one is begun.
 */
export function keepOneSegment(plan: Plan): Plan {
  return {
    ...plan,
    segmentBytes: wholeRunBytes,
    rates: new Map([...plan.rates].filter(([fault]) => !diskFaults.has(fault))),
    steps: plan.steps.filter(({ does }) => !diskFaults.has(does.what)),
  };
}
