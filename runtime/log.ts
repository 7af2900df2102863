import { pino } from 'pino';
import type { Log } from '../lib/context.ts';

/**
 * Logs to standard output, one JSON object a line: errors and warnings, and with `verbose`
 * everything else.
 */
export function createLog(verbose: boolean): Log {
  const logger = pino(
    {
      level: verbose ? 'debug' : 'warn',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination({ dest: 1, sync: true }),
  );
  return {
    error: (message, fields) => logger.error(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    debug: (message, fields) => logger.debug(fields ?? {}, message),
  };
}
