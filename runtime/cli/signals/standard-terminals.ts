import { isatty } from 'node:tty';

/** The standard streams that are terminals now, as file descriptors. */
export function standardTerminals(): readonly number[] {
  return [0, 1, 2].filter((fileDescriptor) => isatty(fileDescriptor));
}
