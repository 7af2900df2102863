import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { FormatLine, LogLevel } from './format-line.ts';

/** Who reads what is written to a descriptor. */
export type LogReader = 'terminal' | 'journal' | 'other';

/** Severities of syslog (RFC 5424 §6.2.1). */
const priorities: Readonly<Record<LogLevel, number>> = { error: 3, warn: 4, info: 6, debug: 7 };

/** Red, yellow, green and faint (ECMA-48 §8.3.117). */
const colours: Readonly<Record<LogLevel, string>> = {
  error: '31',
  warn: '33',
  info: '32',
  debug: '2',
};

/**
 * Finds out who reads a descriptor. systemd says in `JOURNAL_STREAM` which device and inode lead to
 * its journal.
 */
export function findLogReader(fileDescriptor: number, env = process.env): LogReader {
  if (isatty(fileDescriptor)) return 'terminal';
  const { JOURNAL_STREAM: journal } = env;
  if (journal === undefined) return 'other';
  try {
    const { dev, ino } = fstatSync(fileDescriptor);
    return journal === `${dev}:${ino}` ? 'journal' : 'other';
  } catch {
    return 'other';
  }
}

/**
 * Begins each line with its priority, as the journal reads it (sd-daemon(3)) and leaves it out.
 * Only a line feed ends a line there: U+2028 in a name does not.
 */
export function withPriorities(formatLine: FormatLine): FormatLine {
  return (level, message, fields) =>
    formatLine(level, message, fields).replaceAll(/[^\n]+/gu, `<${priorities[level]}>$&`);
}

/** Colours the level in lines for people. */
export function withColours(formatLine: FormatLine): FormatLine {
  return (level, message, fields) =>
    formatLine(level, message, fields).replace(level, `\u001b[${colours[level]}m${level}\u001b[0m`);
}

/** Whether a terminal shows colours, as far as its user has said (no-color.org). */
export function showsColours({ NO_COLOR: none = '', TERM: terminal } = process.env): boolean {
  return none === '' && terminal !== 'dumb';
}
