import { createMutex } from '../../lib/concurrency/mutex.ts';
import { createFaultInjector } from './fault-injector.ts';
import { createFingerprint } from './fingerprint.ts';
import { createNetworkState } from './network-state.ts';
import { createOracle } from './oracle.ts';
import type { Plan } from './plan.ts';
import { createPrng } from './prng.ts';
import { createScheduler } from './scheduler.ts';
import { createSimBucket } from './sim-bucket.ts';
import { startTimeMs } from './start-time.ts';
import { createTraffic } from './traffic.ts';
import type { World } from './world.ts';

export interface RunOptions {
  readonly plan: Plan;
  /** The only faults at an occasion that may happen; all of them by default. */
  readonly allowed?: ReadonlySet<string> | undefined;
  /** Gets the trace line by line. */
  readonly onLine?: (line: string) => void;
}

/** A world, and what its run leaves behind. */
export type RecordedWorld = World & {
  readonly fingerprint: ReturnType<typeof createFingerprint>;
  readonly branches: ReadonlyMap<string, number>;
};

/** Creates a world without nodes at the beginning of its time. */
export function createWorld({ plan, allowed, onLine }: RunOptions): RecordedWorld {
  const prng = createPrng(plan.seed);
  const scheduler = createScheduler(prng);
  const fingerprint = createFingerprint();
  const branches = new Map<string, number>();
  let busyCount = 0;
  const world: RecordedWorld = {
    plan,
    prng,
    scheduler,
    faults: createFaultInjector({ prng, rates: plan.rates, allowed }),
    network: createNetworkState(),
    oracle: createOracle(() => world),
    traffic: createTraffic(),
    bucket: plan.bucket && createSimBucket(() => startTimeMs + scheduler.nowMs),
    nodes: new Map(),
    fingerprint,
    branches,
    inOperatorsTurn: createMutex(),
    async whileBusy(work) {
      busyCount += 1;
      try {
        return await work;
      } finally {
        busyCount -= 1;
      }
    },
    get busyCount() {
      return busyCount;
    },
    tell(where, what) {
      const seconds = (scheduler.nowMs / 1000).toFixed(4).padStart(9);
      const line = `${seconds}  ${where.padEnd(6)}  ${what}`;
      fingerprint.add(line);
      onLine?.(line);
    },
    reach: (branch) => void branches.set(branch, (branches.get(branch) ?? 0) + 1),
  };
  return world;
}
