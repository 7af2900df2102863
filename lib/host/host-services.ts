import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** What a host does for every part of a node. */
export interface HostServices {
  readonly clock: Clock;
  readonly log: Log;
  /** The numbers that somebody may collect; absent on a host that has none. */
  readonly metrics?: Metrics | undefined;
}
