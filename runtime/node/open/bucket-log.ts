import type { Log, LogFields } from '../../../lib/host/log.ts';

/** The same log, which says of each line that it is about the bucket. */
export function createBucketLog(bucket: string, log: Log): Log {
  return {
    error: (message: string, fields?: LogFields) => log.error(message, { bucket, ...fields }),
    warn: (message: string, fields?: LogFields) => log.warn(message, { bucket, ...fields }),
    debug: (message: string, fields?: LogFields) => log.debug(message, { bucket, ...fields }),
  };
}
