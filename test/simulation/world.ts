import type { FaultInjector } from './fault-injector.ts';
import type { NetworkState } from './network-state.ts';
import type { Oracle } from './oracle.ts';
import type { Plan } from './plan.ts';
import type { Prng } from './prng.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimNode } from './sim-node.ts';
import type { Traffic } from './traffic.ts';

/** What everything in one run shares. */
export interface World {
  readonly plan: Plan;
  readonly prng: Prng;
  readonly scheduler: Scheduler;
  readonly faults: FaultInjector;
  readonly network: NetworkState;
  readonly oracle: Oracle;
  readonly traffic: Traffic;
  /** The bucket that nodes use, if there is one. */
  readonly bucket: SimBucket | undefined;
  /** By id, in the order in which they came. */
  readonly nodes: Map<string, SimNode>;
  /** Does one thing after the other. */
  readonly inOperatorsTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** The run does not come to rest before the promise settles. */
  whileBusy<Result>(work: Promise<Result>): Promise<Result>;
  /** How much of that there is. */
  readonly busyCount: number;
  /** Records what happened where, for people and for the fingerprint. */
  tell(where: string, what: string): void;
  /** Counts that a branch of the protocol was taken. */
  reach(branch: string): void;
}
