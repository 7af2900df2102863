import { defaultRequestLimits } from '../../lib/limits/request-limits.ts';

/**
 * A node's options where nothing else is set; `defaultLimits` has those of its limits. The flags
 * take their defaults from both.
 */
export const defaultOptions = {
  host: '0.0.0.0',
  port: 8080,
  forgetAfterMs: 14 * 24 * 60 * 60 * 1000,
  concurrency: 16,
  scrubPeriodMs: 30 * 24 * 60 * 60 * 1000,
  maxSizeBytes: Number.POSITIVE_INFINITY,
  maxConnections: 4096,
  cacheBytes: 64 * 1024 * 1024,
  idleTimeoutMs: defaultRequestLimits.idleTimeoutMs,
  /**
   * Longer than the 60 s of common proxies. If this side closed an idle connection first, a proxy
   * could be sending a request on it.
   */
  keepAliveTimeoutMs: 65_000,
  drainMs: 0,
} as const;
