import type { PeerReport, Peers } from '../../../lib/pending/peers.ts';
import { type Sample, type SeriesMaker, single } from './series.ts';

/** Declares the metrics of a node's peers. They are named by their URLs, without secrets. */
export function addPeerMetrics(make: SeriesMaker, peers: Peers): void {
  function gauge(
    name: string,
    help: string,
    read: (report: PeerReport) => number | undefined,
  ): void {
    make.gauge(name, help, () => samplesOf(peers.report(), read), ['peer']);
  }

  gauge('peer_up', 'Whether a peer responds and takes operations.', ({ state }) =>
    state === 'up' ? 1 : 0,
  );
  gauge('peer_in_sync', 'Whether both nodes hold the same; absent while unknown.', ({ inSync }) =>
    inSync === null ? undefined : Number(inSync),
  );
  gauge('peer_problem', 'Whether the URL of a peer, or what is there, is wrong.', ({ problem }) =>
    problem === null ? 0 : 1,
  );
  gauge(
    'replication_pending',
    'Operations that a peer has not acknowledged.',
    (one) => one.pending,
  );
  gauge(
    'replication_oldest_seconds',
    'For how long the oldest of them has waited; 0 for none.',
    ({ oldestAgeSeconds }) => oldestAgeSeconds ?? 0,
  );
  gauge(
    'replication_deferred',
    'How many of them a peer did not take yet, each to be sent again.',
    (one) => one.deferred,
  );
  gauge(
    'replication_last_success_timestamp_seconds',
    'When a peer last acknowledged an operation; 0 for never.',
    ({ lastSuccess }) => (lastSuccess === null ? 0 : Date.parse(lastSuccess) / 1000),
  );
  make.counter(
    'replicated_total',
    'Operations that were sent to a peer, by their result.',
    () => [...outcomesOf(peers)],
    ['peer', 'op', 'result'],
  );
  make.counter('repaired_total', 'Operations that peers lacked beyond what was pending.', () =>
    single(Object.values(peers.report()).reduce((sum, { repaired }) => sum + repaired, 0)),
  );
}

function samplesOf(
  reports: Readonly<Record<string, PeerReport>>,
  read: (report: PeerReport) => number | undefined,
): Sample[] {
  return Object.entries(reports).flatMap(([peer, report]) => {
    const value = read(report);
    return value === undefined ? [] : [[{ peer }, value] as const];
  });
}

function* outcomesOf(peers: Peers): Generator<Sample> {
  for (const [peer, counts] of Object.entries(peers.outcomes())) {
    for (const [op, results] of Object.entries(counts)) {
      for (const [result, count] of Object.entries(results)) yield [{ peer, op, result }, count];
    }
  }
}
