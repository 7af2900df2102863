import type { LogFields } from '../../../lib/host/log.ts';

/** How much a line matters, most first. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Writes an event as a line, or as several where it has a stack. The last one ends too. */
export type FormatLine = (level: LogLevel, message: string, fields: LogFields) => string;
