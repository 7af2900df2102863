import { constants } from 'node:os';

/** What asks a command to end. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

const stopSignals: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];

/** Calls back at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function onInterrupt(callback: (signal: StopSignal) => void): void {
  for (const signal of stopSignals) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      for (const each of stopSignals) process.removeAllListeners(each);
      callback(signal);
    });
  }
}

/** Ends the process by a signal that it got, so that a shell sees that it was interrupted. */
export function endBySignal(signal: StopSignal): never {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Not reached, but by the first process of a container: signals do nothing to it by default.
  process.exit(128 + constants.signals[signal]);
}
