import { fsync, type NoParamCallback } from 'node:fs';

/** Is told how long a sync has taken, in seconds. */
export type NoteSync = (seconds: number) => void;

/** The callback for a sync that begins now: tells how long it took, also where it fails. */
export function timeSync(callback: NoParamCallback, note: NoteSync | undefined): NoParamCallback {
  const beganMs = performance.now();
  return (error) => {
    note?.((performance.now() - beganMs) / 1000);
    callback(error);
  };
}

/** Syncs what a descriptor is open on, and tells how long it took. */
export function syncAll(fd: number, note: NoteSync | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end: NoParamCallback = (error) => (error === null ? resolve() : reject(error));
    fsync(fd, timeSync(end, note));
  });
}
