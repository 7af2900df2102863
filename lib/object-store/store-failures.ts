import { createIncident, type Incident } from '../concurrency/incident.ts';
import type { ObjectStoreError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';

/** At what an object store fails at present, as the last requests have shown. */
export interface StoreFailures {
  /** Why it can't be used as it should, as one line for the operator; `undefined` when it can. */
  readonly reason: string | undefined;
  /** A call has succeeded. */
  noteSuccess(operation: string): void;
  /** A call has failed, and is not repeated any more. */
  noteFailure(operation: string, error: ObjectStoreError): void;
}

/** What the store refuses until somebody changes it, its permissions or this node's key. */
interface Refusal {
  readonly incident: Incident;
  reason: string | undefined;
}

/**
 * Logs when failures begin and when they are over, not each. A store that can't be reached, or is
 * overloaded, is one incident whatever is asked of it. What it refuses is one for each operation: a
 * key that may only read is no reason to say again and again that something works.
 */
export function createStoreFailures(clock: Clock, log: Log): StoreFailures {
  const outage = createIncident(clock);
  let outageReason: string | undefined;
  const refusals = new Map<string, Refusal>();

  function noteRefusal(operation: string, { code, detail }: ObjectStoreError): void {
    const refusal = refusals.get(operation) ?? { incident: createIncident(clock), reason: '' };
    refusals.set(operation, refusal);
    refusal.reason = `It refuses ${operation} (${code}): ${detail}`;
    if (!refusal.incident.note(code)) return;
    const message = 'the object store refuses what is asked of it, until somebody changes that';
    log.error(message, { operation, code, detail });
  }

  function noteGranted(operation: string): void {
    const refusal = refusals.get(operation);
    if (refusal === undefined) return;
    refusal.reason = undefined;
    if (!refusal.incident.noteAbsence()) return;
    log.warn('the object store does what it refused', { operation });
  }

  return {
    get reason() {
      const refused = [...refusals.values()].find(({ reason }) => reason !== undefined);
      return refused?.reason ?? outageReason;
    },
    noteSuccess(operation) {
      outageReason = undefined;
      if (outage.noteAbsence()) log.warn('the object store works again');
      noteGranted(operation);
    },
    noteFailure(operation, error) {
      const { code, detail } = error;
      if (!error.isTransient) return noteRefusal(operation, error);
      outageReason = `It fails (${code}): ${detail}`;
      if (outage.note(code)) log.error('the object store fails', { operation, code, detail });
    },
  };
}
