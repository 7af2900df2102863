/*
 * Copies on request: a client wants to know how many nodes have the file that it uploads.
 *
 * Each delivery that a peer acknowledges because it has the file is noted, with the peer's node id.
 * An upload with a question *counts* the ids for its name, from before its record is published, and
 * *waits* until there are enough. Nothing is polled: what is noted wakes who waits.
 *
 * Invariants: one node counts once, however many URLs lead to it, and this node is one of them.
 * What nobody counts leaves nothing behind. How many wait is bounded, and so is for how long.
 */
import { createDeferred, type Deferred } from '../concurrency/deferred.ts';
import { waitFor } from '../concurrency/wait-for.ts';
import type { Timers } from '../host/timers.ts';
import type { StoredName } from '../names/stored-name.ts';

/** Which nodes have the files that somebody counts the copies of. */
export interface Copies {
  /** Takes note that a node has a file, durably. */
  note(name: StoredName, nodeId: string): void;
  /** Begins to count the copies of a file; the caller ends it with `end`. */
  startCount(): CopyCount;
  /** The node stops: nobody waits from now on. */
  stop(): void;
}

/** The nodes that have one file. This node is always among them. */
export interface CopyCount {
  /** The name whose copies are counted; `undefined` before `begin`. */
  readonly name: StoredName | undefined;
  /** Counts who has this name from now on, and no other name any more. */
  begin(name: StoredName): void;
  /** A node has the file, durably. */
  add(nodeId: string): void;
  readonly size: number;
  /**
   * Waits until so many nodes have the file, or as many as there are; until the time is over, the
   * signal aborts, or the node stops. `false` where too many wait already: it does not wait then.
   */
  wait(wanted: number, waitMs: number, signal: AbortSignal): Promise<boolean>;
  /** Counts nothing any more. May be called again. */
  end(): void;
}

export interface CopiesOptions {
  /** The id of this node. */
  readonly nodeId: string;
  /** How many peers are configured: no more copies can be known of. */
  readonly peerCount: number;
  readonly timers: Timers;
  /** How many may wait at once. */
  readonly maxWaits: number;
}

/** Creates it for a node; nothing is counted yet. */
export function createCopies({ nodeId, peerCount, timers, maxWaits }: CopiesOptions): Copies {
  /** For each name, who wants to know which node has it. */
  const counts = new Map<StoredName, Set<(holder: string) => void>>();
  /** What ends each wait. */
  const waits = new Set<() => void>();
  let isStopped = false;

  /** Waits until it is over, for so long at most. */
  async function waitUntil(over: Deferred, waitMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = over;
    waits.add(resolve);
    signal.addEventListener('abort', resolve, { once: true });
    await waitFor(promise, waitMs, timers);
    signal.removeEventListener('abort', resolve);
    waits.delete(resolve);
  }

  function startCount(): CopyCount {
    const holders = new Set([nodeId]);
    let counted: StoredName | undefined;
    let onAdd = (): void => undefined;

    function add(holder: string): void {
      holders.add(holder);
      onAdd();
    }

    function end(): void {
      if (counted === undefined) return;
      const listeners = counts.get(counted);
      listeners?.delete(add);
      if (listeners?.size === 0) counts.delete(counted);
      counted = undefined;
    }

    return {
      get name() {
        return counted;
      },
      begin(name) {
        end();
        counted = name;
        counts.set(name, (counts.get(name) ?? new Set()).add(add));
      },
      add,
      get size() {
        return holders.size;
      },
      async wait(wanted, waitMs, signal) {
        const enough = Math.min(wanted, 1 + peerCount);
        if (holders.size >= enough || waitMs === 0 || isStopped || signal.aborted) return true;
        if (waits.size >= maxWaits) return false;
        const over = createDeferred();
        onAdd = () => {
          if (holders.size >= enough) over.resolve();
        };
        await waitUntil(over, waitMs, signal);
        return true;
      },
      end,
    };
  }

  return {
    note(name, holder) {
      for (const add of counts.get(name) ?? []) add(holder);
    },
    startCount,
    stop() {
      isStopped = true;
      for (const end of waits) end();
    },
  };
}
