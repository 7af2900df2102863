import type { Clock } from './clock.ts';
import type { ReadForm } from './form.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Monitor } from './monitor.ts';
import type { PageFiles } from './page.ts';
import type { Volumes } from './volumes.ts';

/** What a host does for every part of a node. */
export interface HostServices {
  readonly clock: Clock;
  readonly log: Log;
  /** The numbers that somebody may collect; absent on a host that has none. */
  readonly metrics?: Metrics | undefined;
  /** Reads a form with files; absent on a host that takes none. */
  readonly readForm?: ReadForm | undefined;
  /** What the page shows beside the status; absent on a host that has no page. */
  readonly monitor?: Monitor | undefined;
  /** The files of the page; absent likewise. */
  readonly pageFiles?: PageFiles | undefined;
  /** The disks of the node; absent on a host that does not know them. */
  readonly volumes?: Volumes | undefined;
}
