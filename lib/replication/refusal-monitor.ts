import { createIncident } from '../concurrency/incident.ts';
import {
  type DeliveryError,
  LastingRefusalError,
  PeerFullError,
  UploadConflictError,
} from '../delivery/delivery-error.ts';
import type { Clock } from '../host/clock.ts';
import type { LogFields } from '../host/log.ts';
import type { JournalEntry } from '../journal/journal.ts';
import type { RefusalReport } from '../pending/peers.ts';
import { createRefusedOperations, operationKey } from './refused-operations.ts';

/** Logs and reports which operations a peer rejects that this node has accepted, and why. */
export interface RefusalMonitor {
  /** The peer has rejected an operation. */
  noteRejected(entry: JournalEntry, error: DeliveryError): void;
  /** The peer has taken an operation, or does not need it. */
  noteDone(entry: JournalEntry): void;
  /** Nothing is pending, so nothing is rejected either. */
  noteIdle(): void;
  /** All operations are sent again. */
  clear(): void;
  report(): readonly RefusalReport[];
}

/** For how long an operation is rejected by a fault of the peer before that is logged. */
const patienceMs = 60_000;

/** Creates the monitor of a peer that has not rejected anything yet. */
export function createRefusalMonitor(
  clock: Clock,
  warn: (message: string, fields?: LogFields) => void,
): RefusalMonitor {
  const refused = createRefusedOperations(clock);
  /** Uploads that the peer rejects because of something else than a tombstone. */
  const conflicts = new Set<string>();
  /** What it rejects until somebody changes it. */
  const lasting = new Set<string>();
  /** The statuses that were logged in this incident; 0 for faults that last. */
  const logged = new Set<number>();
  const incident = createIncident(clock);

  function noteConflict(entry: JournalEntry): void {
    const isFirst = conflicts.size === 0;
    conflicts.add(operationKey(entry));
    if (!isFirst) return;
    warn('a peer rejects an upload: something else is stored at its path', { name: entry.name });
  }

  function noteLasting(entry: JournalEntry, { message }: DeliveryError, status: number): void {
    lasting.add(operationKey(entry));
    incident.note('');
    if (logged.has(status)) return;
    logged.add(status);
    const { name } = entry;
    warn('a peer rejects operations that this node has accepted', { name, error: message });
  }

  function forget(entry: JournalEntry): void {
    conflicts.delete(operationKey(entry));
    lasting.delete(operationKey(entry));
  }

  function noteAbsence(): void {
    if (lasting.size > 0 || !incident.noteAbsence()) return;
    logged.clear();
    warn('a peer accepts the operations that it rejected');
  }

  return {
    noteRejected(entry, error) {
      const ageMs = refused.note(entry, error.message);
      if (error instanceof UploadConflictError) noteConflict(entry);
      else if (error instanceof LastingRefusalError) noteLasting(entry, error, error.status);
      // Its disk has a line of its own in the log.
      else if (ageMs >= patienceMs && !(error instanceof PeerFullError))
        noteLasting(entry, error, 0);
      else forget(entry);
    },
    noteDone(entry) {
      refused.remove(entry);
      forget(entry);
      noteAbsence();
    },
    noteIdle: noteAbsence,
    clear() {
      refused.clear();
      conflicts.clear();
      lasting.clear();
    },
    report: () => refused.report(),
  };
}
