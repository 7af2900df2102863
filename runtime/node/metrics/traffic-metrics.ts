import type { Histogram } from './histogram.ts';
import { type SeriesMaker, single } from './series.ts';
import type { Traffic } from './traffic.ts';

/** Declares the metrics of what clients and peers request, and of the disk that they wait for. */
export function addTrafficMetrics(make: SeriesMaker, traffic: Traffic, syncs: Histogram): void {
  make.counter(
    'http_requests_total',
    'Responses by method and status.',
    () =>
      [...traffic.requests()].map(
        ({ method, status, count }) => [{ method, code: status }, count] as const,
      ),
    ['method', 'code'],
  );
  make.histogram(
    'http_request_duration_seconds',
    'Time from the head of a request to the end of its response.',
    () => [...traffic.durations()].map(([method, durations]) => [{ method }, durations] as const),
  );
  make.counter('http_request_bytes_total', 'Bytes received in bodies of requests.', () =>
    single(traffic.bytes.received),
  );
  make.counter('http_response_bytes_total', 'Bytes sent in bodies of responses.', () =>
    single(traffic.bytes.sent),
  );
  make.counter('cache_hits_total', 'Responses that came from memory.', () =>
    single(traffic.cacheHits),
  );
  make.histogram('fsync_duration_seconds', 'Time that a sync of a file or directory took.', () => [
    [{}, syncs],
  ]);
}
