import type { Clock } from '../host/clock.ts';
import type { JournalEntry } from '../journal/journal.ts';
import type { RefusalReport } from '../pending/peers.ts';

/** The operations that a peer rejects, with its reasons; as many as are deferred. */
export interface RefusedOperations {
  /** Notes the reason of now. Returns for how long the peer has rejected this operation, in ms. */
  note(entry: JournalEntry, reason: string): number;
  /** The peer has taken it, or does not need it. */
  remove(entry: JournalEntry): void;
  clear(): void;
  /** The commonest reasons, for `/_status`. */
  report(): readonly RefusalReport[];
}

const maxReasons = 5;

/** Names an operation, which is another entry when the journal is read again. */
export function operationKey({ op, name }: JournalEntry): string {
  return `${op} ${name}`;
}

/** Creates it without any. */
export function createRefusedOperations(clock: Clock): RefusedOperations {
  const refused = new Map<string, { readonly reason: string; readonly sinceMs: number }>();
  return {
    note(entry, reason) {
      const nowMs = clock.nowMs();
      const { sinceMs } = refused.get(operationKey(entry)) ?? { sinceMs: nowMs };
      refused.set(operationKey(entry), { reason, sinceMs });
      return nowMs - sinceMs;
    },
    remove: (entry) => void refused.delete(operationKey(entry)),
    clear: () => refused.clear(),
    report() {
      const counts = new Map<string, number>();
      for (const { reason } of refused.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
      const reasons = [...counts].map(([reason, count]) => ({ reason, count }));
      return reasons.sort((one, other) => other.count - one.count).slice(0, maxReasons);
    },
  };
}
