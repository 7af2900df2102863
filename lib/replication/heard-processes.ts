import { createRecentSet } from '../collections/recent-set.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';

/**
 * A node asks each of its peers every few seconds whether it is there, and one that was down within
 * half a minute. What has sent nothing for this long, in milliseconds, does not have this node as
 * its peer, can't reach it, or sends no secret that is known here.
 */
const patienceMs = 60_000;
/** How many processes of other nodes are remembered, and how often one may be new. */
const maxProcesses = 100;
const newIntervalMs = 1000;

export interface HeardProcessesOptions {
  /** The peers that are up, by their names in logs, each with the process that responds there. */
  readonly instances: () => ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The processes of other nodes that have sent requests, and the peers that send none. */
export interface HeardProcesses {
  /** A process has sent a request. Returns whether it is new, for one process a second at most. */
  note(instance: string): boolean;
  /**
   * Logs which peers this node reaches and has heard nothing of: it never gets what they have.
   * To be called every few seconds.
   */
  checkSilent(): void;
}

/** A process that responds at a peer's URL. */
interface Responder {
  readonly instance: string;
  sinceMs: number;
  /** It has sent a request, so it has this node as its peer. */
  isHeard: boolean;
}

/** Creates it for a node that was sent nothing yet. */
export function createHeardProcesses(options: HeardProcessesOptions): HeardProcesses {
  const { instances, clock, log } = options;
  const processes = createRecentSet<string>(maxProcesses);
  let newMs = 0;
  const responders = new Map<string, Responder>();
  /** Those that were logged, and not heard since. */
  const logged = new Set<string>();

  function checkOne(peer: string, responder: Responder): void {
    const nowMs = clock.nowMs();
    // With a clock that was set back its time begins again.
    responder.sinceMs = Math.min(responder.sinceMs, nowMs);
    if (responder.isHeard) {
      if (logged.delete(peer)) log.warn('a peer that sent nothing here sends requests', { peer });
    } else if (nowMs - responder.sinceMs >= patienceMs && !logged.has(peer)) {
      logged.add(peer);
      const message =
        'a peer sends nothing here: it lacks this node as --node, can not reach it, or is refused';
      log.warn(message, { peer });
    }
  }

  return {
    note(instance) {
      for (const responder of responders.values()) {
        if (responder.instance === instance) responder.isHeard = true;
      }
      const isSoon = Math.abs(clock.nowMs() - newMs) < newIntervalMs;
      if (isSoon || !processes.add(instance)) return false;
      newMs = clock.nowMs();
      return true;
    },
    checkSilent() {
      const current = instances();
      for (const peer of responders.keys()) if (!current.has(peer)) responders.delete(peer);
      for (const [peer, instance] of current) {
        const known = responders.get(peer);
        const fresh = { instance, sinceMs: clock.nowMs(), isHeard: false };
        const responder = known?.instance === instance ? known : fresh;
        responders.set(peer, responder);
        checkOne(peer, responder);
      }
    },
  };
}
