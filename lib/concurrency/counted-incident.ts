import type { Clock } from '../host/clock.ts';
import type { Log, LogFields } from '../host/log.ts';
import { createIncident } from './incident.ts';

export interface CountedIncidentOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Logged as a warning when it begins, with the facts about the first occurrence. */
  readonly begin: string;
  /** Logged as a warning when it is over, with the number of occurrences. */
  readonly end: string;
  /** What is back within this time was not over. */
  readonly quietMs: number;
  /** What the incident is about, for the line that says it is over. */
  readonly about?: LogFields;
}

/**
 * Something that may happen thousands of times a second, of which only the begin and the end are
 * logged: two lines, and a number in memory.
 */
export interface CountedIncident {
  /** It happened. */
  note(fields: LogFields): void;
  /**
   * It does not happen any more, as far as is known. To be called again until it is over; returns
   * whether it is over now.
   */
  noteAbsence(): boolean;
}

export function createCountedIncident(options: CountedIncidentOptions): CountedIncident {
  const { clock, log, begin, end, quietMs, about } = options;
  const incident = createIncident(clock, quietMs);
  let count = 0;
  return {
    note(fields) {
      count += 1;
      if (incident.note('')) log.warn(begin, fields);
    },
    noteAbsence() {
      if (!incident.noteAbsence()) return false;
      log.warn(end, { ...about, count });
      count = 0;
      return true;
    },
  };
}
