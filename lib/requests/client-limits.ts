import { createSlots, type Slots } from '../concurrency/slots.ts';
import { createTokenBucket, type RateLimiter } from '../concurrency/token-bucket.ts';
import type { Clock } from '../host/clock.ts';
import type { Timers } from '../host/timers.ts';
import { defaultRequestLimits, type RequestLimits } from '../limits/request-limits.ts';
import { type Admission, createAdmission } from './admission.ts';
import { type BatchPlaces, createBatchPlaces } from './batch-places.ts';
import { createDraining, type Draining } from './draining.ts';

export type { Turn } from './admission.ts';

/** What bounds how much of a node its clients take. */
export interface ClientLimits {
  /** Decides which requests are served. */
  readonly admission: Admission;
  /** Limits how fast clients add tombstones, which are never purged. */
  readonly unknownDeleteLimit: RateLimiter;
  /** Whether new clients are to go elsewhere. */
  readonly draining: Draining;
  readonly batchPlaces: BatchPlaces;
  /** Places for lists of all files, each of which reads all directories. */
  readonly listPlaces: Slots;
}

export interface ClientLimitsOptions {
  /** Whose hosts are served. */
  readonly config: {
    readonly publicUrl: string;
    readonly allowedHosts?: readonly string[] | undefined;
  };
  readonly requestLimits?: Partial<RequestLimits> | undefined;
  /** 100 by default, 0 for no limit. */
  readonly unknownDeletesPerSecond?: number | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
}

const defaultUnknownDeletesPerSecond = 100;
/** How many seconds' worth of deletes of unknown names may come at once. */
const burstSeconds = 100;
const maxLists = 4;
const maxListWaitMs = 2000;

/** Creates the limits of a node. */
export function createClientLimits(options: ClientLimitsOptions): ClientLimits {
  const { config, requestLimits, clock, timers } = options;
  const perSecond = options.unknownDeletesPerSecond ?? defaultUnknownDeletesPerSecond;
  const limits = { ...defaultRequestLimits, ...requestLimits };
  return {
    admission: createAdmission({ ...config, limits, clock, timers }),
    batchPlaces: createBatchPlaces(timers),
    listPlaces: createSlots(maxLists, timers, maxListWaitMs),
    unknownDeleteLimit: createTokenBucket({
      clock,
      perSecond,
      capacity: perSecond * burstSeconds,
    }),
    draining: createDraining(),
  };
}
