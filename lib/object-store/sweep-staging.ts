import { createIncident } from '../concurrency/incident.ts';
import { sleep } from '../concurrency/sleep.ts';
import { describeError } from '../errors/describe-error.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import { listAll, type ObjectStore, stagingPrefix } from './object-store.ts';

/** How often left-overs are looked for. */
const sweepMs = 3_600_000;
/** Longer than any upload takes. */
const defaultMaxAgeMs = 24 * 3_600_000;

export interface SweepStagingOptions {
  readonly store: Pick<ObjectStore, 'list' | 'staging'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** How old an object below `stagingPrefix` gets; a day by default. */
  readonly maxStagedAgeMs?: number | undefined;
}

/** What removes left-overs in the background. */
export interface StagingSweep {
  /** Looks for left-overs now, for a host whose timers do not last that long. */
  sweep(): Promise<void>;
  /** Ends it, once what it does at present is done. */
  stop(): Promise<void>;
}

/**
 * Removes what uploads have left in a bucket whose node was killed: at once, and then every hour.
 * Any number of nodes may do so; what another one is writing is too young.
 */
export function startSweepingStaging(options: SweepStagingOptions): StagingSweep {
  const { timers, clock, log } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const incident = createIncident(clock, 0);

  async function trySweep(): Promise<void> {
    try {
      const removed = await sweepStaging(options, signal);
      if (removed > 0) log.warn('left-overs of uploads were removed', { objects: removed });
      if (incident.noteAbsence()) log.warn('left-overs of uploads are removed again');
    } catch (error) {
      if (!incident.note(describeError(error))) return;
      log.error('left-overs of uploads could not be removed; will retry', { error });
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await trySweep();
      await sleep(timers, sweepMs, signal).catch(() => undefined);
    }
  }

  const ended = run();
  return {
    sweep: trySweep,
    async stop() {
      controller.abort(new Error('The node stops.'));
      await ended;
    },
  };
}

/** Removes what is too old, and returns how much that was. */
async function sweepStaging(
  { store, clock, maxStagedAgeMs = defaultMaxAgeMs }: SweepStagingOptions,
  signal: AbortSignal,
): Promise<number> {
  const { staging } = store;
  const isOld = (sinceMs: number): boolean => clock.nowMs() - sinceMs >= maxStagedAgeMs;
  let removed = 0;
  for await (const { key, modifiedMs } of listAll(store, stagingPrefix)) {
    if (signal.aborted) return removed;
    if (!isOld(modifiedMs)) continue;
    await staging.remove(key);
    removed += 1;
  }
  for (const upload of await staging.listUploads(stagingPrefix)) {
    if (signal.aborted) return removed;
    if (!isOld(upload.begunMs)) continue;
    await staging.abort(upload);
    removed += 1;
  }
  return removed;
}
