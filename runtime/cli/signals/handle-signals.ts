import { isatty } from 'node:tty';
import { standardTerminals } from './standard-terminals.ts';

/** What signals do to a node. */
export interface NodeSignals {
  /** From now on the node runs: SIGTERM and SIGINT end the process once `close` is done. */
  stopBy(close: () => Promise<void>): void;
}

const stopSignals = ['SIGTERM', 'SIGINT'] as const;
const exitedByHangUp = 128 + 1;

/**
 * SIGHUP calls `reload`. It stops the node instead if a terminal that the node was started on is
 * gone: nobody could see or stop a node that went on. Under `nohup` no standard stream is a
 * terminal. A second SIGTERM or SIGINT ends the process at once.
 */
export function handleSignals(reload: () => void): NodeSignals {
  const terminals = standardTerminals();
  let isStopping = false;
  let stop = (): void => process.exit(exitedByHangUp);

  process.on('SIGHUP', () => {
    // A shell sends it again to its jobs.
    if (isStopping) return;
    if (terminals.every((fileDescriptor) => isatty(fileDescriptor))) reload();
    else stop();
  });

  return {
    stopBy(close) {
      stop = () => {
        isStopping = true;
        void close().then(() => process.exit(0));
      };
      for (const signal of stopSignals) {
        process.removeAllListeners(signal);
        // One listener for both: Deno calls a listener that is added while its signal is handled.
        process.on(signal, () => (isStopping ? process.exit(1) : stop()));
      }
    },
  };
}
