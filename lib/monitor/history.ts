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

type PeerReports = Readonly<
  Record<string, Pick<PeerReport, 'pending' | 'oldestAgeSeconds' | 'state'>>
>;

interface Sample {
  readonly seconds: number;
  /** What came in the interval; bytes are those of a second. */
  readonly counted: Totals;
  readonly peers: PeerReports;
}

export const sampleIntervalMs = 10_000;
/** Half an hour. */
export const maxSamples = 180;

/** Creates a recorder that begins with what was counted before. */
export function createHistory(startMs: number, start: Totals): HistoryRecorder {
  const samples: Sample[] = [];
  let before = { nowMs: startMs, totals: start };

  return {
    note(nowMs, totals, peers) {
      // The clock may have been set back.
      const seconds = Math.max((nowMs - before.nowMs) / 1000, 1);
      const counted = difference(totals, before.totals, seconds);
      before = { nowMs, totals };
      samples.push({ seconds: Math.floor(nowMs / 1000), counted, peers });
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
