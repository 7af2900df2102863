import type { Clock } from '../host/clock.ts';
import type { LoggedLine, Monitor } from '../host/monitor.ts';
import type { Timers } from '../host/timers.ts';
import type { Peers } from '../pending/peers.ts';
import { createHistory, sampleIntervalMs, type Totals } from './history.ts';
import { type AskedPeer, createPeerViews } from './peer-views.ts';

export interface MonitorOptions {
  readonly peers: Pick<Peers, 'report'>;
  /** The peers that have a status of their own. */
  readonly asked: readonly AskedPeer[];
  /** What the server has counted since its start. */
  readonly readTotals: () => Totals;
  readonly warnings: () => readonly LoggedLine[];
  readonly clock: Clock;
  readonly timers: Timers;
}

/** A monitor that samples as long as the node runs. */
export interface RunningMonitor extends Monitor {
  /** Samples no more. */
  stop(): void;
}

/** Starts the monitor of a node. It keeps so many samples and no more (I6). */
export function startMonitor(options: MonitorOptions): RunningMonitor {
  const { peers, asked, readTotals, warnings, clock, timers } = options;
  const history = createHistory(clock.nowMs(), readTotals());
  const views = createPeerViews(Object.keys(peers.report()), asked, clock);
  let cancel = timers.after(sampleIntervalMs, sample);

  function sample(): void {
    const reports = peers.report();
    history.note(clock.nowMs(), readTotals(), reports);
    views.noteDown((name) => reports[name]?.state === 'down');
    cancel = timers.after(sampleIntervalMs, sample);
  }

  return {
    peers: views.read,
    history: history.report,
    warnings,
    stop: () => cancel(),
  };
}
