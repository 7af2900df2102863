import { done } from '../concurrency/done.ts';
import { onDisk } from '../disk/health.ts';
import type { FileHandle } from '../host/file-system.ts';
import { saveInfo, type Upload, type UploadParts } from './upload-parts.ts';

/** Makes durable what has come of a body while more of it comes. */
export interface Checkpoints {
  /** So many bytes are written now. Throws what has failed in the background. */
  note(bytes: number): void;
  /** Resolves when nothing goes on in the background any more; rejects with what has failed. */
  finished(): Promise<void>;
}

/** No checkpoints, for bytes that count together or not at all. */
export const noCheckpoints: Checkpoints = { note: () => undefined, finished: () => done };

/** Syncs a file that grows, now and then. What was written before each sync counts after it. */
export function createCheckpoints(
  parts: UploadParts,
  upload: Upload,
  file: Pick<FileHandle, 'sync'>,
): Checkpoints {
  const { clock, limits } = parts;
  let last = { bytes: upload.info.offset, ms: clock.nowMs() };
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  function isDue(bytes: number): boolean {
    if (bytes - last.bytes >= limits.checkpointBytes) return true;
    return clock.nowMs() - last.ms >= limits.checkpointMs;
  }

  async function run(bytes: number): Promise<void> {
    try {
      await syncBytes(parts, upload, file);
      await saveInfo(parts, upload, { ...upload.info, offset: bytes });
    } catch (error) {
      failure = { error };
    }
    running = undefined;
  }

  function throwFailure(): void {
    if (failure !== undefined) throw failure.error;
  }

  return {
    note(bytes) {
      throwFailure();
      if (running !== undefined || !isDue(bytes)) return;
      last = { bytes, ms: clock.nowMs() };
      running = run(bytes);
    },
    async finished() {
      await running;
      throwFailure();
    },
  };
}

/** A file whose sync failed is never synced again: on Linux the next one would lie. */
export async function syncBytes(
  { health }: Pick<UploadParts, 'health'>,
  upload: Upload,
  file: Pick<FileHandle, 'sync'>,
): Promise<void> {
  try {
    await onDisk(health, file.sync());
  } catch (error) {
    upload.isBroken = true;
    throw error;
  }
}
