import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { errorCode } from '../../../lib/errors/error-code.ts';

/** Writes as many of the bytes as fit now, maybe none, and returns how many. */
export type WriteSome = (bytes: Uint8Array) => number;

/**
 * Opens standard output (1) or standard error (2) so that a write never waits: neither for a reader
 * of a pipe that has paused, nor for a terminal whose output is stopped. A write to a regular file
 * waits for the disk.
 */
export function openNonBlockingOutput(fileDescriptor: 1 | 2): WriteSome {
  const target = openAgain(fileDescriptor) ?? makeNonBlocking(fileDescriptor);
  return (bytes) => {
    try {
      return writeSync(target, bytes);
    } catch (error) {
      if (errorCode(error) === 'EAGAIN') return 0;
      throw error;
    }
  };
}

/**
 * Opens a pipe or a terminal a second time. The mode of the descriptor that this process inherited
 * is shared with other processes, which may not expect `EAGAIN`. `undefined` where that is not
 * possible: a socket, a pipe of another user, a system without /proc.
 */
function openAgain(fileDescriptor: 1 | 2): number | undefined {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    if (!fstatSync(fileDescriptor).isFIFO() && !isatty(fileDescriptor)) return undefined;
    return openSync(`/proc/self/fd/${fileDescriptor}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return undefined;
  }
}

/** Node makes a pipe or a socket non-blocking when its stream is first used. */
function makeNonBlocking(fileDescriptor: 1 | 2): number {
  void (fileDescriptor === 1 ? process.stdout : process.stderr);
  return fileDescriptor;
}
