import { bucketFaults, faultKinds } from './fault-kinds.ts';
import { createFingerprint } from './fingerprint.ts';
import { protocolBranches } from './protocol-branches.ts';
import { scenarioBranches } from './scenario-branches.ts';
import type { ScenarioKind } from './scenario-kinds.ts';
import type { SeedResult } from './seed-pool.ts';

/** What many runs did, taken together. */
export interface Summary {
  add(result: SeedResult): void;
  readonly seedCount: number;
  /** The seeds that failed, in order. */
  readonly failed: readonly SeedResult[];
  /** Kinds of faults that never happened, and branches that were never taken. */
  missed(): readonly string[];
  /** All counts, for people. */
  describe(): string;
}

export function createSummary(scenarios: readonly ScenarioKind[]): Summary {
  const ofBucket = scenarios.includes('a bucket') ? bucketFaults : [];
  const expected = [...faultKinds, ...ofBucket, ...scenarios];
  const faults = new Map<string, number>(expected.map(unseen));
  const wanted = scenarios.flatMap((scenario) => scenarioBranches[scenario] ?? []);
  const branches = new Map<string, number>([...protocolBranches, ...wanted].map(unseen));
  const fingerprints = new Map<number, string>();
  const failed: SeedResult[] = [];
  let events = 0;
  let virtualMs = 0;

  return {
    add(result) {
      const { seed, outcome } = result;
      for (const [kind, count] of outcome.faults) increase(faults, kind, count);
      for (const [branch, count] of outcome.branches) increase(branches, branch, count);
      fingerprints.set(seed, outcome.fingerprint);
      events += outcome.events;
      virtualMs += outcome.virtualMs;
      if (outcome.failures.length > 0) failed.push(result);
    },
    get seedCount() {
      return fingerprints.size;
    },
    get failed() {
      return failed.toSorted((one, other) => one.seed - other.seed);
    },
    missed() {
      const counts = [...faults, ...branches];
      return counts.flatMap(([what, count]) => (count === 0 ? [what] : []));
    },
    describe() {
      const all = createFingerprint();
      for (const [seed, hex] of [...fingerprints].sort(([a], [b]) => a - b))
        all.add(`${seed} ${hex}`);
      return [
        'faults that happened:',
        ...list(faults),
        'branches of the protocol that were taken:',
        ...list(branches),
        `${events} events in ${(virtualMs / 3_600_000).toFixed(1)} hours of virtual time`,
        `fingerprint of all runs: ${all.hex}`,
      ].join('\n');
    },
  };
}

function unseen(what: string): readonly [string, number] {
  return [what, 0];
}

function increase(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function list(counts: ReadonlyMap<string, number>): string[] {
  const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([what, count]) => `${String(count).padStart(10)}  ${what}`);
}
