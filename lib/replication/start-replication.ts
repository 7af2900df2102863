import { createIncident } from '../concurrency/incident.ts';
import { createMutex } from '../concurrency/mutex.ts';
import { sleep } from '../concurrency/sleep.ts';
import { peerName } from '../delivery/peer-url.ts';
import { describeError } from '../errors/describe-error.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Retry } from '../host/retry.ts';
import type { ReplicationHost } from './create-replicators.ts';
import type { PeerSet } from './peer-set.ts';
import { startReplicationLoop } from './replication-loop.ts';
import { startRepairs } from './start-repairs.ts';

export interface StartReplicationOptions extends Omit<ReplicationHost, 'pause' | 'onWork'> {
  readonly peers: PeerSet;
  readonly ctx: ReplicationHost['ctx'] & { readonly clock: Clock; readonly log: Log };
  readonly retry: Retry;
  /** How often an idle peer is probed, in milliseconds; never if absent. */
  readonly probeIntervalMs?: number;
  /** Whether what peers lack is found by comparison, beside what the journal has for them. */
  readonly repairs?: boolean;
}

/** The loops that bring every peer up to date. */
export interface RunningReplication {
  /** There is a new operation. */
  wake(): void;
  /**
   * Ends the loops, and saves how far each peer is. Whoever made the links cuts off the requests in
   * flight as soon as this was called.
   */
  stop(): Promise<void>;
}

/** Positions are saved this often while they move: what is lost of them is only sent again. */
const saveIntervalMs = 2000;

/** Starts replicating to every peer of the configuration, each independent of the others. */
export function startReplication(options: StartReplicationOptions): RunningReplication {
  const { peers, ctx, connect, concurrency, timers, retry, probeIntervalMs } = options;
  const { clock, log } = ctx;
  const pause = (): Promise<void> => sleep(timers, 0);
  const host = { ctx, connect, concurrency, timers, pause, onWork: wake };
  const replicators = peers.createReplicators(host);
  const shared = { clock, log, timers, retry, probeIntervalMs };
  const loops = [...replicators].map(([url, replicator]) =>
    startReplicationLoop({ peerName: peerName(url), replicator, ...shared }),
  );
  peers.onRewind(wake);
  peers.onProcess(() => {
    for (const loop of loops) loop.probe();
  });
  const stopRepairs =
    options.repairs === true ? startRepairs([...replicators.values()], timers) : undefined;
  const saveExclusively = createMutex();
  const unsaved = createIncident(clock);
  let cancelSave = saveLater();

  function wake(): void {
    for (const loop of loops) loop.wake();
  }

  function saveLater(): () => void {
    return timers.after(saveIntervalMs, () => {
      cancelSave = saveLater();
      void save();
    });
  }

  async function save(): Promise<void> {
    try {
      await saveExclusively(() => peers.save());
      if (probeIntervalMs !== undefined) peers.checkSilent();
      if (unsaved.noteAbsence()) log.warn('peer positions are saved again');
    } catch (error) {
      if (!unsaved.note(describeError(error))) return;
      log.warn('peer positions could not be saved; will retry', { error });
    }
  }

  return {
    wake,
    async stop() {
      cancelSave();
      await Promise.all([stopRepairs?.(), ...loops.map((loop) => loop.stop())]);
      await save();
    },
  };
}
