import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { UnlistedPeerReport } from './peers.ts';

/** A peer that was just restarted has this long to show its new id at its URL, in milliseconds. */
const graceMs = 15_000;
/** A node that has sent nothing for this long is no longer reported, in milliseconds. */
const forgetMs = 60 * 60 * 1000;
/** How many senders are remembered at once; the one noted first is forgotten first. */
const maxSenders = 100;

export interface UnlistedPeersOptions {
  /**
   * The ids shown at the configured URLs; `undefined` while one of them is not known yet, and may
   * be the sender's.
   */
  readonly knownIds: () => ReadonlySet<string> | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Nodes that send operations here and are not configured: they never get anything back. */
export interface UnlistedPeers {
  /** A node has sent an operation, from an address that is not always known. */
  note(nodeId: string, address?: string): void;
  /** Logs those that are new. */
  check(): void;
  report(): readonly UnlistedPeerReport[];
}

interface Sender {
  firstMs: number;
  lastMs: number;
  address: string | undefined;
  isLogged: boolean;
  /** It was shown at a configured URL: a peer that was replaced since had that id. */
  wasListed: boolean;
}

export function createUnlistedPeers(options: UnlistedPeersOptions): UnlistedPeers {
  const { knownIds, clock, log } = options;
  const senders = new Map<string, Sender>();

  function unlisted(): readonly (readonly [string, Sender])[] {
    const known = knownIds();
    if (known === undefined) return [];
    const graceOver = clock.nowMs() - (known.size === 0 ? 0 : graceMs);
    for (const [id, sender] of senders) sender.wasListed ||= known.has(id);
    return [...senders].filter(([, { firstMs, wasListed }]) => !wasListed && firstMs <= graceOver);
  }

  function forgetSilent(): void {
    for (const [id, { lastMs }] of senders) {
      if (clock.nowMs() - lastMs >= forgetMs) senders.delete(id);
    }
  }

  return {
    note(nodeId, address) {
      const nowMs = clock.nowMs();
      const seen = { firstMs: nowMs, lastMs: nowMs, address };
      const sender = senders.get(nodeId) ?? { ...seen, isLogged: false, wasListed: false };
      // A clock that was set back must not make its grace begin in the future.
      sender.firstMs = Math.min(sender.firstMs, nowMs);
      sender.lastMs = nowMs;
      sender.address = address;
      senders.set(nodeId, sender);
      const [first = nodeId] = senders.keys();
      if (senders.size > maxSenders) senders.delete(first);
    },
    check() {
      forgetSilent();
      for (const [nodeId, sender] of unlisted()) {
        if (sender.isLogged) continue;
        sender.isLogged = true;
        log.warn('a node that is not configured as --node sends what it has: it gets nothing', {
          nodeId,
          address: sender.address,
        });
      }
    },
    report: () =>
      unlisted().map(([nodeId, { lastMs, address }]) => ({
        nodeId,
        address: address ?? null,
        lastSeen: new Date(lastMs).toISOString(),
      })),
  };
}
