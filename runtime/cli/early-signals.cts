/** What this module exports, as CommonJS. */
export interface EarlySignals {
  readonly handleEarlySignals: typeof handleEarlySignals;
}

const { isatty } = require('node:tty') as typeof import('node:tty');

const exitedByInterrupt = 128 + 2;
const exitedByTermination = 128 + 15;

/**
 * Handles the signals that arrive before a command has handlers of its own.
 *
 * The kernel gives the first process of a container no default actions: a signal that has no
 * handler is lost, and whoever stops a container that has just started would wait until it is
 * killed. As any other process it keeps the default, which works even where the event loop is
 * blocked. SIGHUP asks for the secrets to be read again, and has nothing to do before they are
 * read. On a terminal it keeps the default, because there it means that the terminal is gone.
 */
function handleEarlySignals(): void {
  if (process.pid === 1) {
    process.on('SIGINT', () => process.exit(exitedByInterrupt));
    process.on('SIGTERM', () => process.exit(exitedByTermination));
  }
  if (!isatty(0) && !isatty(1) && !isatty(2)) process.on('SIGHUP', () => undefined);
}

exports.handleEarlySignals = handleEarlySignals;
