import { createIncident } from '../concurrency/incident.ts';
import { createEmptyTextStore, type TextStore } from '../disk/text-store.ts';
import { describeError } from '../errors/describe-error.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { type CheckFileOptions, createCheckFile } from './check-file.ts';
import { checkRange, type Progress } from './check-range.ts';
import {
  type CorruptCopiesOptions,
  createCorruptCopies,
  type FetchFile,
} from './corrupt-copies.ts';
import { createPause } from './pause.ts';
import { createReadiness } from './readiness.ts';
import { reportScrub, type ScrubReport } from './report-scrub.ts';
import { addCounts, firstPlace, formatPlace, parsePlace, positionEnd } from './scrub-place.ts';

/*
 * Scrub: a background task that reads every stored file once in a period, because a disk may lose
 * bits of files that nobody reads, and because somebody may remove files or put some there by hand.
 *
 * A *pass* goes through all files in the order of the fingerprints of their names, range by range.
 * Of each range the files are listed, measured, and read one after the other, spread over the time
 * that the range has. A corrupt copy is replaced or quarantined, a file that is new is adopted, and
 * one that is missing makes the node list its files again, so that peers send it.
 *
 * Its place is noted right after each file, before the pause behind it, and saved now and then. So
 * a node that is often restarted gets on, at the same pace. A crash means that some files are
 * checked twice.
 */

/** So many files are listed at once, roughly; to find them all others are listed as well. */
const filesPerRange = 16 * 1024;
/** At least so many ranges: with 30 days, files are listed once a day. */
const minRanges = 32;
/** At most so many, because each costs a list of all files. */
const maxRanges = 256;
/** How long a node that has just started is left alone at most: it lists its files anyway. */
const startMs = 60_000;
/** How long it waits after a failure. */
const retryMs = 10_000;
/** How often the place is saved in the middle of a range. */
const saveMs = 60_000;
const hourMs = 3_600_000;

/** What the host decides. */
export interface StartScrubOptions {
  /** In which time every file is checked once; 0 for never. */
  readonly periodMs: number;
  /** Replaces corrupt copies, whoever finds them. */
  readonly fetch: FetchFile;
}

/** Checks the stored files in the background, and sees to corrupt ones. */
export interface Scrub {
  /** `null` where files are not checked. */
  report(): ScrubReport | null;
  start(options: StartScrubOptions): void;
  /** Ends it, and closes what it has open. */
  stop(): Promise<void>;
}

export interface ScrubOptions
  extends Omit<CheckFileOptions, 'corruptCopies'>,
    Omit<CorruptCopiesOptions, 'signal'> {
  readonly storage: CheckFileOptions['storage'] & CorruptCopiesOptions['storage'];
  readonly inventory: Inventory;
  /** Where the place is kept, if anywhere; losing it only means that files are checked again. */
  readonly places: TextStore | undefined;
}

/** Creates a scrub that has not started; corrupt copies are seen to from now on. */
export function createScrub(options: ScrubOptions): Scrub {
  const { inventory, clock, timers, log } = options;
  const { places = createEmptyTextStore() } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const pause = createPause(timers, signal);
  const corruptCopies = createCorruptCopies({ ...options, signal });
  const checkFile = createCheckFile({ ...options, corruptCopies });
  const incident = createIncident(clock);
  const readiness = createReadiness(options, pause);
  let place = firstPlace(clock.nowMs(), 0);
  let savedMs = 0;
  let failure: string | undefined;
  let isOn = false;
  let ended = Promise.resolve();

  async function note({ position, waitMs, added }: Progress): Promise<void> {
    const nowMs = clock.nowMs();
    const counts = addCounts(place.counts, added);
    place = { ...place, position, counts, dueMs: nowMs + waitMs };
    noteSuccess();
    if (Math.abs(nowMs - savedMs) + waitMs >= saveMs) await save();
  }

  async function save(): Promise<void> {
    savedMs = clock.nowMs();
    await places.write(formatPlace(place)).catch((error: unknown) => {
      log.debug('the place of the scrub could not be saved', { error });
    });
  }

  async function resume(): Promise<void> {
    const text = await places.read().catch(() => undefined);
    place = parsePlace(text ?? '') ?? place;
  }

  /** Waits no longer than a range takes: the clock, or the period, may have been another one. */
  async function untilDue(periodMs: number): Promise<void> {
    await pause(Math.min(Math.max(place.dueMs - clock.nowMs(), 0), periodMs / minRanges));
    if (place.position === positionEnd) finishPass();
  }

  async function checkNextRange(periodMs: number): Promise<void> {
    const from = place.position;
    const end = Math.min(from + rangeWidth(inventory.stored.size), positionEnd);
    const spanMs = (periodMs * (end - from)) / positionEnd;
    const range = { from, end };
    const { untilReady } = readiness;
    const parts = { ...options, checkFile, untilReady, pause, signal };
    const leftMs = await checkRange(range, spanMs, parts, note);
    place = { ...place, position: end, dueMs: clock.nowMs() + leftMs };
    await save();
  }

  function finishPass(): void {
    const { counts, startedMs } = place;
    const { corrupt, failed, adopted, removed } = counts;
    const nowMs = clock.nowMs();
    const facts = { ...counts, hours: Math.round((nowMs - startedMs) / hourMs) };
    const isClean = corrupt + failed + adopted + removed === 0;
    log[isClean ? 'debug' : 'warn']('all stored files were checked', facts);
    place = firstPlace(nowMs, nowMs);
  }

  async function run(periodMs: number): Promise<void> {
    await resume();
    let delayMs = Math.min(startMs, periodMs / minRanges);
    while (!signal.aborted) {
      try {
        await pause(delayMs);
        delayMs = 0;
        await untilDue(periodMs);
        await readiness.untilReady();
        await checkNextRange(periodMs);
        noteSuccess();
      } catch (error) {
        await noteFailure(error);
      }
    }
  }

  function noteSuccess(): void {
    failure = undefined;
    if (incident.noteAbsence()) log.warn('the stored files are checked again');
  }

  async function noteFailure(error: unknown): Promise<void> {
    if (signal.aborted) return;
    failure = describeError(error);
    if (incident.note(failure)) {
      log.error('the stored files could not be checked; will retry', { error });
    }
    await pause(retryMs).catch(() => undefined);
  }

  return {
    report: () => (isOn ? reportScrub(place, readiness.obstacle ?? failure) : null),
    start({ periodMs, fetch }) {
      corruptCopies.fetchBy(fetch);
      isOn = periodMs > 0;
      if (isOn) ended = run(periodMs);
    },
    async stop() {
      controller.abort(new Error('The node stops.'));
      await ended;
      await corruptCopies.finished();
    },
  };
}

/** How large a part of all fingerprints is checked after one listing. */
function rangeWidth(files: number): number {
  const ranges = Math.min(Math.max(Math.ceil(files / filesPerRange), minRanges), maxRanges);
  return Math.ceil(positionEnd / ranges);
}
