import { createIncident } from '../concurrency/incident.ts';
import { describeError } from '../errors/describe-error.ts';
import type { RepairSourceOptions } from './repair-source.ts';

/** The comparisons with a peer that failed in a row. */
export interface ComparisonFailures {
  readonly count: number;
  /** Why the last comparison failed; `undefined` when it did not. */
  readonly error: string | undefined;
  noteSuccess(): void;
  /** Notes a failure; it is a warning when there were more than so many before. */
  note(cause: unknown, maxQuiet: number): void;
}

/** Creates the failures of a peer that was not compared yet. */
export function createComparisonFailures({
  peerName,
  clock,
  log,
}: Pick<RepairSourceOptions, 'peerName' | 'clock' | 'log'>): ComparisonFailures {
  const incident = createIncident(clock);
  let count = 0;
  let error: string | undefined;
  return {
    get count() {
      return count;
    },
    get error() {
      return error;
    },
    noteSuccess() {
      count = 0;
      error = undefined;
      if (incident.noteAbsence()) log.warn('a peer can be compared again', { peer: peerName });
    },
    note(cause, maxQuiet) {
      count += 1;
      error = describeError(cause);
      log.debug('a comparison failed', { peer: peerName, error });
      if (count <= maxQuiet || !incident.note('')) return;
      log.warn('a peer can not be compared', { peer: peerName, error });
    },
  };
}
