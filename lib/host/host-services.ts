import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** What a host does for every part of a node. */
export interface HostServices {
  readonly clock: Clock;
  readonly log: Log;
}
