import type { Log, LogFields } from '../../../lib/host/log.ts';

/** One call of a log. */
export interface LogLine {
  readonly level: 'error' | 'warn' | 'debug';
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines in a list. */
export function collectLog(lines: LogLine[]): Log {
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: LogFields = {}): void =>
      void lines.push({ level, message, fields });
  return { error: write('error'), warn: write('warn'), debug: write('debug') };
}
