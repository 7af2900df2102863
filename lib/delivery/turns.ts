/** When a request was begun, and when it was answered, in an order that no clock disturbs. */
export interface Exchange {
  readonly begun: number;
  readonly ended: number;
  /** Wall-clock time of the response, in Unix milliseconds. */
  readonly endedMs: number;
}

/** Watches who answers in one place: one process after another, or several by turns. */
export interface Turns {
  note(who: string, exchange: Exchange): void;
  /** Whether several processes answer, none of which has been alone there for ten minutes since. */
  readonly isShared: boolean;
}

const aloneMs = 600_000;
/** A balancer has a handful behind it. Whoever shows more is noticed by the last of them. */
const maxEarlier = 16;

/**
 * A restart replaces X by Y for good. Where X answers a request that was begun after Y had
 * answered, both are running. Y must have answered one that was begun after X had: else it may have
 * ended before X was started.
 */
export function createTurns(): Turns {
  const earlier = new Set<string>();
  let current: string | undefined;
  /** When `current` answered for the first time. */
  let since = 0;
  let lastTurnMs: number | undefined;

  function noteSame(nowMs: number): void {
    if (lastTurnMs === undefined) return;
    // A clock that was set back must not make it wait for the difference.
    lastTurnMs = Math.min(lastTurnMs, nowMs);
    if (nowMs - lastTurnMs >= aloneMs) lastTurnMs = undefined;
  }

  return {
    note(who, { begun, ended, endedMs }) {
      if (who === current) return noteSame(endedMs);
      // The last word of a process that has ended since, be it one that was not met before.
      if (begun < since) return;
      const isBack = earlier.has(who);
      if (isBack || lastTurnMs !== undefined) lastTurnMs = endedMs;
      if (current !== undefined) earlier.add(current);
      for (const oldest of earlier) if (earlier.size > maxEarlier) earlier.delete(oldest);
      current = who;
      since = ended;
    },
    get isShared() {
      return lastTurnMs !== undefined;
    },
  };
}
