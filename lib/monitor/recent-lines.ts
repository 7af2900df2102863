import type { Clock } from '../host/clock.ts';
import type { Log, LogFields } from '../host/log.ts';
import type { LoggedLine } from '../host/monitor.ts';

/** A log that remembers its last warnings and errors. */
export interface RememberingLog {
  readonly log: Log;
  /** Oldest first. */
  lines(): readonly LoggedLine[];
}

export const maxLines = 100;
export const maxCharacters = 500;

/** A log that writes to another one; `format` makes one line of a message and its fields. */
export function rememberLines(
  log: Log,
  clock: Clock,
  format: (message: string, fields: LogFields) => string,
): RememberingLog {
  const lines: LoggedLine[] = [];

  function remember(level: LoggedLine['level'], message: string, fields: LogFields = {}): void {
    const text = format(message, fields).slice(0, maxCharacters);
    lines.push({ atMs: clock.nowMs(), level, text });
    if (lines.length > maxLines) lines.shift();
  }

  return {
    log: {
      error(message, fields) {
        remember('error', message, fields);
        log.error(message, fields);
      },
      warn(message, fields) {
        remember('warn', message, fields);
        log.warn(message, fields);
      },
      debug: log.debug,
    },
    lines: () => [...lines],
  };
}
