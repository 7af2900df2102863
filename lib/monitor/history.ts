import type { History } from '../host/monitor.ts';
import type { PeerReport } from '../pending/peers.ts';

/** What was counted since the start. */
export interface Totals {
  readonly uploads: number;
  readonly downloads: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** The samples of the last half an hour. */
export interface HistoryRecorder {
  /** Notes what was counted until now, and how the peers are; drops the oldest sample. */
  note(nowMs: number, totals: Totals, peers: PeerReports): void;
  report(): History;
}

type PeerReports = Readonly<Record<string, Pick<PeerReport, 'pending' | 'oldestAgeSeconds'>>>;

interface Sample {
  readonly seconds: number;
  /** What came in the interval; bytes are those of a second. */
  readonly counted: Totals;
  readonly peers: Readonly<Record<string, Level>>;
}

/** What is kept of a peer's report, which is long. */
type Level = Pick<PeerReport, 'pending' | 'oldestAgeSeconds'>;

export const sampleIntervalMs = 10_000;
/** Half an hour. */
export const maxSamples = 180;

/** Creates a recorder that begins with what was counted before. */
export function createHistory(startMs: number, start: Totals): HistoryRecorder {
  const samples: Sample[] = [];
  let before = { nowMs: startMs, totals: start };

  return {
    note(nowMs, totals, peers) {
      const now = Math.floor(nowMs / 1000);
      // The clock may have been set back; the samples stay in their order.
      while ((samples.at(-1)?.seconds ?? 0) > now) samples.pop();
      const passedMs = nowMs - before.nowMs;
      const seconds = passedMs > 0 ? Math.max(passedMs / 1000, 1) : sampleIntervalMs / 1000;
      const counted = difference(totals, before.totals, seconds);
      before = { nowMs, totals };
      samples.push({ seconds: now, counted, peers: levelsOf(peers) });
      if (samples.length > maxSamples) samples.shift();
    },
    report() {
      const urls = Object.keys(samples.at(-1)?.peers ?? {});
      const counts = (field: keyof Totals): number[] =>
        samples.map(({ counted }) => counted[field]);
      return {
        times: samples.map(({ seconds }) => seconds),
        uploads: counts('uploads'),
        downloads: counts('downloads'),
        receivedBytesPerSecond: counts('receivedBytes'),
        sentBytesPerSecond: counts('sentBytes'),
        peers: Object.fromEntries(urls.map((url) => [url, peerHistory(url, samples)])),
      };
    },
  };
}

function levelsOf(peers: PeerReports): Sample['peers'] {
  const levels = Object.entries(peers).map(([url, { pending, oldestAgeSeconds }]) => {
    return [url, { pending, oldestAgeSeconds }] as const;
  });
  return Object.fromEntries(levels);
}

function difference(after: Totals, before: Totals, seconds: number): Totals {
  const rate = (field: keyof Totals): number =>
    Math.round((after[field] - before[field]) / seconds);
  return {
    uploads: after.uploads - before.uploads,
    downloads: after.downloads - before.downloads,
    receivedBytes: rate('receivedBytes'),
    sentBytes: rate('sentBytes'),
  };
}

/** The peers of a node stay the same as long as it runs. */
function peerHistory(url: string, samples: readonly Sample[]): History['peers'][string] {
  return {
    pending: samples.map(({ peers }) => peers[url]?.pending ?? 0),
    oldestAgeSeconds: samples.map(({ peers }) => peers[url]?.oldestAgeSeconds ?? 0),
  };
}
