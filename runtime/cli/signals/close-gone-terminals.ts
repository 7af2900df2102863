import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { standardTerminals } from './standard-terminals.ts';

/**
 * Closes, when the process ends, each standard stream whose terminal is gone by then. Node restores
 * the modes of the terminals that it was started on, and aborts with a core dump where that fails;
 * it passes over streams that are closed.
 */
export function closeGoneTerminals(): void {
  const terminals = standardTerminals();
  process.on('exit', () => {
    for (const fileDescriptor of terminals) if (!isatty(fileDescriptor)) closeSync(fileDescriptor);
  });
}
