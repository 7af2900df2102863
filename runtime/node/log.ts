import { pino } from 'pino';
import type { Log, LogFields } from '../../lib/host/log.ts';

/**
 * Logs to standard output (file descriptor 1) or standard error (2), one JSON object per line:
 * errors and warnings, and debug lines too if `verbose`. A line that can't be written, because the
 * disk is full or the pipe is closed, is dropped, and the node keeps running.
 */
export function createLog(verbose: boolean, fileDescriptor: 1 | 2 = 1): Log {
  const destination = pino.destination({ dest: fileDescriptor, sync: true });
  destination.on('error', () => undefined);
  const logger = pino(
    {
      level: verbose ? 'debug' : 'warn',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
    },
    destination,
  );

  function write(level: 'error' | 'warn' | 'debug', message: string, fields: LogFields = {}): void {
    try {
      logger[level](fields, message);
    } catch {
      // A failure of the log can't be logged.
    }
  }

  return {
    error: (message, fields) => write('error', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    debug: (message, fields) => write('debug', message, fields),
  };
}
