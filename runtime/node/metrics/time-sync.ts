/** Is told how long a sync has taken, in seconds. */
export type NoteSync = (seconds: number) => void;

/** Waits for a sync and tells how long it took, also where it fails. */
export async function timeSync(sync: Promise<void>, note: NoteSync | undefined): Promise<void> {
  const beganMs = performance.now();
  try {
    await sync;
  } finally {
    note?.((performance.now() - beganMs) / 1000);
  }
}
