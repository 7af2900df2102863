import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

const standardStreams = [0, 1, 2] as const;

/**
 * Closes, when the process ends, each standard stream whose terminal is gone by then. Node restores
 * the modes of the terminals that it was started on, and aborts with a core dump where that fails;
 * it passes over streams that are closed.
 */
export function closeGoneTerminals(): void {
  const terminals = standardStreams.filter((fileDescriptor) => isatty(fileDescriptor));
  process.on('exit', () => {
    for (const fileDescriptor of terminals) if (!isatty(fileDescriptor)) closeSync(fileDescriptor);
  });
}
