import { createDeferred } from '../concurrency/deferred.ts';
import type { PartialUploadLimits } from '../limits/partial-upload-limits.ts';
import type { Upload } from './upload-parts.ts';

/** Who works on an upload. */
export interface UploadHolder {
  /** Ends the wait for more bytes: somebody else goes on with the upload. */
  cutOff: () => void;
}

/** Which resumable uploads there are, and who works on them. */
export interface UploadIndex {
  add(upload: Upload): void;
  delete(id: string): void;
  /** An upload, whoever works on it; `undefined` where there is no such one. */
  get(id: string): Upload | undefined;
  /** Those that are unfinished. */
  unfinished(): readonly Upload[];
  /**
   * Takes an upload for one caller at a time, and gives it back once the work has settled. Whoever
   * has it is cut off: its client has most probably lost that connection, and begun another.
   * `undefined` where there is no such upload.
   */
  hold<Result>(
    id: string,
    work: (upload: Upload, holder: UploadHolder) => Promise<Result>,
  ): Promise<Result | undefined>;
  /** When an upload expires, in Unix milliseconds. */
  expiresMs(upload: Upload): number;
  /**
   * Takes, one after the other, those that have expired, and the oldest stored ones of too many;
   * but none that somebody works on, or has gone on with meanwhile.
   */
  forEachDue(nowMs: number, work: (upload: Upload) => Promise<void>): Promise<void>;
}

interface Entry {
  readonly upload: Upload;
  /** Resolves when the one who works on it has ended. */
  held?: { readonly holder: UploadHolder; readonly ended: Promise<void> } | undefined;
}

/** Creates an index of no uploads. */
export function createUploadIndex({
  maxAgeMs,
  maxStoredAgeMs,
  maxUploads,
}: PartialUploadLimits): UploadIndex {
  const entries = new Map<string, Entry>();

  function ageMsOf({ info }: Upload): number {
    return info.stored === undefined ? maxAgeMs : Math.min(maxAgeMs, maxStoredAgeMs);
  }

  function all(): readonly Upload[] {
    return [...entries.values()].map(({ upload }) => upload);
  }

  /** The oldest first. */
  function stored(): readonly Upload[] {
    return all()
      .filter(({ info }) => info.stored !== undefined)
      .sort((a, b) => a.touchedMs - b.touchedMs);
  }

  /** One from the future comes from a clock that was wrong then, or is now. */
  function isExpired(upload: Upload, nowMs: number): boolean {
    return Math.abs(nowMs - upload.touchedMs) > ageMsOf(upload);
  }

  function due(nowMs: number): readonly Upload[] {
    const tooMany = stored().slice(0, -maxUploads);
    const expired = all().filter((upload) => isExpired(upload, nowMs));
    return [...new Set([...expired, ...tooMany])];
  }

  async function take<Result>(
    entry: Entry,
    work: (upload: Upload, holder: UploadHolder) => Promise<Result>,
  ): Promise<Result> {
    const holder: UploadHolder = { cutOff: () => undefined };
    const { promise, resolve } = createDeferred();
    entry.held = { holder, ended: promise };
    try {
      return await work(entry.upload, holder);
    } finally {
      entry.held = undefined;
      resolve();
    }
  }

  return {
    add(upload) {
      entries.set(upload.id, { upload });
    },
    delete: (id) => void entries.delete(id),
    get: (id) => entries.get(id)?.upload,
    unfinished: () => all().filter(({ info }) => info.stored === undefined),
    async hold(id, work) {
      let entry = entries.get(id);
      while (entry?.held !== undefined) {
        entry.held.holder.cutOff();
        await entry.held.ended;
        entry = entries.get(id);
      }
      return entry && (await take(entry, work));
    },
    expiresMs: (upload) => upload.touchedMs + ageMsOf(upload),
    async forEachDue(nowMs, work) {
      const found = due(nowMs).map((upload) => ({ upload, touchedMs: upload.touchedMs }));
      for (const { upload, touchedMs } of found) {
        const entry = entries.get(upload.id);
        const isDue = entry?.held === undefined && upload.touchedMs === touchedMs;
        if (isDue && entry !== undefined) await take(entry, work);
      }
    },
  };
}
