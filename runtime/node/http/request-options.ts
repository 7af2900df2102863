import type { Traffic } from '../metrics/traffic.ts';
import type { ResponseCache } from '../response/response-cache.ts';
import type { FindClient } from './find-client.ts';

/** How requests are served. */
export interface RequestOptions {
  /** How long a client may take nothing of a response. */
  readonly idleTimeoutMs: number;
  /** Whether every request is logged. */
  readonly verbose?: boolean;
  readonly cache: ResponseCache;
  /** Counts the requests. */
  readonly traffic: Traffic;
  /** Where proxies are trusted; else each client is at the other end of its connection. */
  readonly findClient?: FindClient | undefined;
}
