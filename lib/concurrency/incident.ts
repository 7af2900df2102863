import type { Clock } from '../host/clock.ts';

/** Something wrong that goes on for a while, which is logged when it begins and when it is over. */
export interface Incident {
  /** It was seen, in this form. Returns whether that is new, so that it has to be logged. */
  note(form: string): boolean;
  /** It was not seen. Returns whether it is over now, so that the end has to be logged. */
  noteAbsence(): boolean;
}

/** What is back within this time was not over. */
const defaultQuietMs = 60_000;

/** Creates an incident that was not seen yet. What is back within `quietMs` was not over. */
export function createIncident(clock: Clock, quietMs = defaultQuietMs): Incident {
  /** The form that was seen last, and since when it is gone. */
  let known: { readonly form: string; goneAtMs: number | undefined } | undefined;
  return {
    note(form) {
      const isNew = known?.form !== form;
      known = { form, goneAtMs: undefined };
      return isNew;
    },
    noteAbsence() {
      if (known === undefined) return false;
      const nowMs = clock.nowMs();
      known.goneAtMs ??= nowMs;
      if (Math.abs(nowMs - known.goneAtMs) < quietMs) return false;
      known = undefined;
      return true;
    },
  };
}
