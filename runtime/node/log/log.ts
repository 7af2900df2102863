import type { Log, LogFields } from '../../../lib/host/log.ts';
import { formatJsonLine } from './format-json-line.ts';
import type { FormatLine, LogLevel } from './format-line.ts';
import { formatTextLine } from './format-text-line.ts';
import { createLineQueue, type LineQueue } from './line-queue.ts';
import { findLogReader, showsColours, withColours, withPriorities } from './log-reader.ts';
import { openNonBlockingOutput } from './non-blocking-output.ts';

/** The log of a process: also what is neither a fault nor only for debugging. */
export interface ProcessLog extends Log {
  /** Something normal that every reader of the log is to know, such as that the node listens. */
  info(message: string, fields?: LogFields): void;
}

/** How a log is written. */
export type LogFormat = 'json' | 'text';

/** Where and how a process logs. */
export interface LogOptions {
  /** Whether debug lines are written too. */
  readonly verbose: boolean;
  readonly format: LogFormat;
  /** Standard output or standard error. */
  readonly fileDescriptor: 1 | 2;
}

/** How much is kept for a reader that has paused. */
const maxKeptBytes = 1024 * 1024;
const retryMs = 100;
/** How long the end of the process waits for a reader that has paused. */
const exitWaitMs = 500;
const exitRetryMs = 10;

const lineQueues = new Map<1 | 2, LineQueue>();

/**
 * Logs to standard output or standard error, a line for each event: with a priority where the
 * journal of systemd reads it, and text on a terminal in colours. It never waits for the reader.
 * Lines that a slow reader does not take are dropped, debug lines first. So is a line that can't be
 * written, because the disk is full or the pipe is closed, and the node keeps running. The number
 * of dropped lines is logged once lines can be written again.
 */
export function createLog({ verbose, format, fileDescriptor }: LogOptions): ProcessLog {
  const formatLine = chooseFormat(format, fileDescriptor);

  function write(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (level === 'debug' && !verbose) return;
    try {
      const line = formatLine(level, message, fields);
      lineQueueOf(fileDescriptor, formatLine).push(line, level !== 'debug');
    } catch {
      // A failure of the log can't be logged.
    }
  }

  return {
    error: (message, fields) => write('error', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    info: (message, fields) => write('info', message, fields),
    debug: (message, fields) => write('debug', message, fields),
  };
}

/**
 * Logs what Node.js would print in its own words: its warnings, and the error that ends the
 * process. Whoever reads the log line by line would not understand those.
 */
export function logProcessFaults(log: Log): void {
  // The one listener that is there prints them.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message, ...rest }: Error & { readonly code?: string }) => {
    log.warn('Node.js warns of something', { name, code: rest.code, warning: message });
  });
  process.on('uncaughtException', (error) => {
    log.error('the node ends because of an unexpected error', { error });
    process.exit(1);
  });
}

function chooseFormat(format: LogFormat, fileDescriptor: 1 | 2): FormatLine {
  const formatLine: FormatLine = format === 'json' ? formatJsonLine : formatTextLine;
  const reader = findLogReader(fileDescriptor);
  if (reader === 'journal') return withPriorities(formatLine);
  const isColoured = format === 'text' && reader === 'terminal' && showsColours();
  return isColoured ? withColours(formatLine) : formatLine;
}

/** All logs of a process share the queue of a descriptor, so that their lines do not mix. */
function lineQueueOf(fileDescriptor: 1 | 2, formatLine: FormatLine): LineQueue {
  const existing = lineQueues.get(fileDescriptor);
  if (existing !== undefined) return existing;
  const sink = {
    writeSome: openNonBlockingOutput(fileDescriptor),
    retryLater: (callback: () => void) => void setTimeout(callback, retryMs).unref(),
    formatDropped: (lines: number, warningsAndErrors: number) =>
      formatLine(
        'warn',
        'lines were dropped, because the reader of the log was too slow or its disk full',
        {
          lines,
          warningsAndErrors,
        },
      ),
  };
  const queue = createLineQueue(sink, maxKeptBytes);
  lineQueues.set(fileDescriptor, queue);
  process.once('exit', () => flushBeforeExit(queue));
  return queue;
}

/** Nothing but a blocking wait is possible here. */
function flushBeforeExit(queue: LineQueue): void {
  const end = performance.now() + exitWaitMs;
  const unused = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  while (!queue.flush() && performance.now() < end) Atomics.wait(unused, 0, 0, exitRetryMs);
}
