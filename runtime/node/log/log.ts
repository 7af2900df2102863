import { pino } from 'pino';
import type { Log, LogFields } from '../../../lib/host/log.ts';
import { createLineQueue, type LineQueue } from './line-queue.ts';
import { openNonBlockingOutput } from './non-blocking-output.ts';

/** How much is kept for a reader that has paused. */
const maxKeptBytes = 1024 * 1024;
const retryMs = 100;
/** How long the end of the process waits for a reader that has paused. */
const exitWaitMs = 500;
const exitRetryMs = 10;

const lineQueues = new Map<1 | 2, LineQueue>();

/**
 * Logs to standard output (file descriptor 1) or standard error (2), one JSON object per line:
 * errors and warnings, and debug lines too if `verbose`. It never waits for the reader. Lines that
 * a slow reader does not take are dropped, warnings and errors last, and their number is logged
 * once the reader is back. A line that can't be written, because the disk is full or the pipe is
 * closed, is lost, and the node keeps running.
 */
export function createLog(verbose: boolean, fileDescriptor: 1 | 2 = 1): Log {
  let isImportant = false;
  const logger = createLogger(verbose ? 'debug' : 'warn', (line) =>
    lineQueueOf(fileDescriptor).push(line, isImportant),
  );

  function write(level: 'error' | 'warn' | 'debug', message: string, fields: LogFields = {}): void {
    isImportant = level !== 'debug';
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

function createLogger(level: 'debug' | 'warn', write: (line: string) => void): pino.Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
    },
    { write },
  );
}

/** All logs of a process share the queue of a descriptor, so that their lines do not mix. */
function lineQueueOf(fileDescriptor: 1 | 2): LineQueue {
  const existing = lineQueues.get(fileDescriptor);
  if (existing !== undefined) return existing;
  const sink = {
    writeSome: openNonBlockingOutput(fileDescriptor),
    retryLater: (callback: () => void) => void setTimeout(callback, retryMs).unref(),
    formatDropped,
  };
  const queue = createLineQueue(sink, maxKeptBytes);
  lineQueues.set(fileDescriptor, queue);
  process.once('exit', () => flushBeforeExit(queue));
  return queue;
}

function formatDropped(lines: number, warningsAndErrors: number): string {
  let text = '';
  const logger = createLogger('warn', (line) => {
    text = line;
  });
  const message = 'lines were dropped, because the reader of the log was too slow';
  logger.warn({ lines, warningsAndErrors }, message);
  return text;
}

/** Nothing but a blocking wait is possible here. */
function flushBeforeExit(queue: LineQueue): void {
  const end = performance.now() + exitWaitMs;
  const unused = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  while (!queue.flush() && performance.now() < end) Atomics.wait(unused, 0, 0, exitRetryMs);
}
