import type { Limits } from '../limits.ts';
import type { ResponseCache } from '../response/response-cache.ts';

/** How requests are served. */
export interface RequestOptions {
  /** How long a client may send nothing of a body, or take nothing of a response. */
  readonly idleTimeoutMs: number;
  readonly limits: Limits;
  /** How much time is spent waiting for a body before its rate is judged; 30 s by default. */
  readonly rateWindowMs?: number;
  /** Hosts that are served besides that of the public URL; `*` for all. */
  readonly allowedHosts?: readonly string[];
  /** Whether every request is logged. */
  readonly verbose?: boolean;
  readonly cache: ResponseCache;
}
