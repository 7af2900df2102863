/** When a request was sent and when its response came, in an order that no clock disturbs. */
export interface Exchange {
  readonly begun: number;
  readonly ended: number;
  /** Wall-clock time of the response, in Unix milliseconds. */
  readonly endedMs: number;
}

/** Which processes respond at one URL: one after another, or several alternately. */
export interface ResponderHistory {
  note(who: string, exchange: Exchange): void;
  /** Whether several processes respond, and none has been the only one for ten minutes since. */
  readonly isShared: boolean;
}

const aloneMs = 600_000;
/** A load balancer has a handful of nodes behind it; with more, the last of them reveal it. */
const maxEarlier = 16;

/**
 * Detects a load balancer. A restart replaces process X by Y for good. If X responds to a request
 * that was sent after Y had responded, both are running. Y must have responded to one that was sent
 * after X had: otherwise it may have ended before X was started.
 */
export function createResponderHistory(): ResponderHistory {
  const earlier = new Set<string>();
  let current: string | undefined;
  /** When `current` responded for the first time. */
  let since = 0;
  let lastChangeBackMs: number | undefined;

  function noteSame(nowMs: number): void {
    if (lastChangeBackMs === undefined) return;
    // A clock that was set back must not make it wait for the difference.
    lastChangeBackMs = Math.min(lastChangeBackMs, nowMs);
    if (nowMs - lastChangeBackMs >= aloneMs) lastChangeBackMs = undefined;
  }

  return {
    note(who, { begun, ended, endedMs }) {
      if (who === current) return noteSame(endedMs);
      // A late response of a process that has ended since, be it one that was not met before.
      if (begun < since) return;
      const isBack = earlier.has(who);
      if (isBack || lastChangeBackMs !== undefined) lastChangeBackMs = endedMs;
      if (current !== undefined) earlier.add(current);
      for (const oldest of earlier) if (earlier.size > maxEarlier) earlier.delete(oldest);
      current = who;
      since = ended;
    },
    get isShared() {
      return lastChangeBackMs !== undefined;
    },
  };
}
