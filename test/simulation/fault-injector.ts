import type { FaultKind, OccasionFault } from './fault-kinds.ts';
import type { Prng } from './prng.ts';
import { hashText } from './prng.ts';
import type { ScenarioKind } from './scenario-kinds.ts';

/** Decides at each occasion whether a fault strikes it, and counts those that did. */
export interface FaultInjector {
  /** Whether faults happen at all; false once the run is to come to rest. */
  isOpen: boolean;
  /**
   * `key` says what it would strike; the same occasion of another run has the same key. A fault is
   * so many times likelier as its `weight`.
   */
  strikes(kind: OccasionFault, key: string, weight?: number): boolean;
  /** Counts a fault that was decided elsewhere. */
  note(kind: FaultKind | ScenarioKind): void;
  readonly counts: ReadonlyMap<FaultKind | ScenarioKind, number>;
  /** The faults that struck an occasion, each by a name that is its own. */
  readonly fired: readonly string[];
}

export interface FaultBoardOptions {
  readonly prng: Prng;
  readonly rates: ReadonlyMap<OccasionFault, number>;
  /** The only ones of `fired` that may happen; all of them by default. */
  readonly allowed: ReadonlySet<string> | undefined;
}

export function createFaultInjector({ prng, rates, allowed }: FaultBoardOptions): FaultInjector {
  const counts = new Map<FaultKind | ScenarioKind, number>();
  const fired: string[] = [];

  function note(kind: FaultKind | ScenarioKind): void {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  const board: FaultInjector = {
    isOpen: true,
    strikes(kind, key, weight = 1) {
      const rate = (rates.get(kind) ?? 0) * weight;
      const thrown = `${kind}: ${key}`;
      if (rate === 0 || !prng.chance(rate, thrown) || !board.isOpen) return false;
      const name = hashText(`${thrown} ${prng.drawsOf(thrown)}`).toString(36);
      if (allowed !== undefined && !allowed.has(name)) return false;
      note(kind);
      fired.push(name);
      return true;
    },
    note,
    counts,
    fired,
  };
  return board;
}
