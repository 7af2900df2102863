/*
 * Makes sure that one peer has all that this node has, whatever the journal remembers.
 *
 * Every minute the two sets are compared, and at once when the peer shows another process. What the
 * peer lacks is not repaired yet: it may be on its way. Once all that was in the journal at that
 * moment was read by the peer's queue, the peer is asked again, and what it still lacks and is not
 * pending is sent through its queue like everything else.
 *
 * Each node does this toward each of its peers, so a node that lacks something gets it from them. A
 * node that may have lost files compares soon, and a peer that is asked then and can't explain what
 * differs does the same. Nothing of this is saved: after a restart the sets are compared again.
 */
import { DeliveryError } from '../delivery/delivery-error.ts';
import { areEqual, type OfBothSets } from '../inventory/comparison.ts';
import { createComparisonFailures } from './comparison-failures.ts';
import { findMissing, type Missing, recheckMissing } from './find-missing.ts';
import { type Compared, createPeerSync, type SyncReport } from './peer-sync.ts';
import { createRepairSource, type RepairSourceOptions } from './repair-source.ts';

/** How often two sets are compared, and how often at most what a peer lacks is sent. */
const compareIntervalMs = 60_000;
/** How soon after a comparison that failed, or found a difference that may pass. */
const soonMs = 5000;
/** After so many of those in a row the next one takes as long as any other. */
const maxSoon = 6;
/** How long what was missing may wait for the journal; then the sets are compared again. */
const maxFindingAgeMs = 3 * compareIntervalMs;

/** Compares this node's names with those of one peer, and sends what the peer lacks. */
export interface Repairer {
  /** Takes the next step if there is one; to be called every second while the peer is up. */
  check(): Promise<void>;
  /** Notes that a process has compared the sets itself, and which buckets it was told to differ. */
  noteComparison(instance: string, differing: OfBothSets<readonly number[]>): void;
  report(): RepairReport;
  /** Begins nothing more, and closes what is open. */
  stop(): Promise<void>;
}

/** What is known of a peer by comparison. */
export interface RepairReport extends SyncReport {
  /** Why the last comparison failed; `undefined` when it did not. */
  readonly error: string | undefined;
  /** How many operations were sent beyond those of the journal. */
  readonly repaired: number;
}

/** What a peer lacked when the journal ended at `sequence`. */
interface Finding {
  readonly missing: Missing;
  readonly atMs: number;
  readonly sequence: number;
}

/** Creates a repairer that has compared nothing yet. */
export function createRepairer(options: RepairSourceOptions): Repairer {
  const { peerName, peer, queue, inventory, nextSequence, clock, log } = options;
  const sync = createPeerSync(options);
  const source = createRepairSource(options);
  const failed = createComparisonFailures(options);
  /** Of whom the last comparison was to be, and when it began. */
  let asked: Compared | undefined;
  let askedMs = 0;
  let dueMs = 0;
  let repairDueMs = 0;
  let finding: Finding | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;

  /** Whether a time has come; a clock that was set back must not put it off. */
  function isOver(timeMs: number): boolean {
    const leftMs = timeMs - clock.nowMs();
    return leftMs <= 0 || leftMs > compareIntervalMs;
  }

  function compareIn(count: number): void {
    const isSoon = count > 0 && count <= maxSoon;
    dueMs = clock.nowMs() + (isSoon ? soonMs : compareIntervalMs);
  }

  /** Not at once, so that what happens again and again causes no flood of comparisons. */
  function compareSoon(): void {
    dueMs = Math.min(dueMs, askedMs + soonMs);
  }

  async function compare(): Promise<void> {
    const compared = sync.current();
    if (compared.instance !== asked?.instance) repairDueMs = 0;
    const begunMs = clock.nowMs();
    [asked, askedMs] = [compared, begunMs];
    const found = await findMissing(peer, inventory);
    requireSame(compared);
    failed.noteSuccess();
    if (found === undefined) {
      sync.reset();
      return compareIn(0);
    }
    sync.note(found.differing, compared, begunMs);
    compareIn(sync.unequal);
    const { missing } = found;
    // Taken after the comparison, so that everything it saw is before it.
    if (countOf(missing) === 0) return;
    finding = { missing, atMs: clock.nowMs(), sequence: nextSequence() };
  }

  /** Of two processes that respond alternately no one has said all of it. */
  function requireSame(compared: Compared): void {
    if (peer.identity.instance === compared.instance) return;
    throw new DeliveryError('another process has responded', 'protocol');
  }

  async function repair({ missing }: Finding): Promise<void> {
    const compared = sync.current();
    await recheckMissing(peer, missing);
    requireSame(compared);
    failed.noteSuccess();
    source.removePending(missing);
    if (countOf(missing) === 0 || isStopped) return;
    sync.noteMissing();
    const share = source.shareOf(missing);
    const [files, deletions] = [share.stored.size, share.tombstones.size];
    // The others are still sending the rest.
    if (files + deletions === 0) return compareIn(1);
    log.warn('a peer lacks what this node has; it is sent', { peer: peerName, files, deletions });
    // As soon as all of it is sent the sets are compared again, but what is missing still, or
    // again, waits for its turn.
    dueMs = 0;
    repairDueMs = clock.nowMs() + (files < missing.stored.size ? 0 : compareIntervalMs);
    source.send(share);
  }

  /** Whether what was found is of others, or has waited for too long. */
  function isOutdated({ atMs }: Finding): boolean {
    return !sync.isCurrent(asked) || Math.abs(clock.nowMs() - atMs) > maxFindingAgeMs;
  }

  async function step(): Promise<void> {
    const { instance } = peer.identity;
    if (finding !== undefined && isOutdated(finding)) finding = undefined;
    // The Python version and 1.0.0 show no instance, and compare nothing.
    if (!inventory.isComplete || instance === undefined || queue.isRepairing) return;
    if (asked?.epoch !== inventory.epoch) compareSoon();
    if (finding !== undefined) {
      if (!isOver(repairDueMs) || !queue.hasRead(finding.sequence)) return;
      const found = finding;
      finding = undefined;
      await repair(found);
    } else if (isOver(dueMs) || (instance !== asked?.instance && !sync.isShared())) await compare();
  }

  function noteEqual(): void {
    // That both have nothing shows nothing: anybody can send the sums of empty sets.
    if (inventory.stored.size + inventory.tombstones.size === 0) return;
    asked = sync.current();
    // Whatever the peer lacked has come.
    finding = undefined;
    sync.noteEqual();
    compareIn(0);
  }

  function noteFailure(cause: unknown): void {
    failed.note(cause, maxSoon);
    compareIn(failed.count);
  }

  async function run(): Promise<void> {
    try {
      await step();
    } catch (cause) {
      if (!isStopped) noteFailure(cause);
    }
    running = undefined;
  }

  return {
    async check() {
      if (isStopped || running !== undefined) return;
      running = run();
      await running;
    },
    noteComparison(instance, differing) {
      if (instance !== peer.identity.instance || sync.isShared()) return;
      if (areEqual(differing)) noteEqual();
      else if (sync.noteUnequal(differing)) compareSoon();
    },
    report: () => ({ ...sync.report(), error: failed.error, repaired: queue.repaired }),
    async stop() {
      isStopped = true;
      await Promise.all([running, source.close()]);
    },
  };
}

function countOf({ stored, tombstones }: Missing): number {
  return stored.size + tombstones.size;
}
