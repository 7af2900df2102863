import type { Log } from '../../../lib/host/log.ts';

const silence = (): void => undefined;

/** A log that nobody reads. */
export const silentLog: Log = { error: silence, warn: silence, debug: silence };
