import { onDisk } from '../disk/health.ts';
import { TooManyUploadsError } from '../errors/domain-errors.ts';
import { createHeldUpload, type HeldUpload } from './held-upload.ts';
import { recoverUploads, type SizeOf } from './recover-uploads.ts';
import { createUploadIndex } from './upload-index.ts';
import type { UploadInfo } from './upload-info.ts';
import { bytesPath, removeFiles, saveInfo, type Upload, type UploadParts } from './upload-parts.ts';
import { hasPlace } from './upload-places.ts';

/** What a client says of an upload when it begins one. */
export interface DeclaredUpload extends Pick<UploadInfo, 'name' | 'metadata' | 'sizeBytes'> {
  /** The node that has it: its id begins so. */
  readonly nodeId: string;
  /** The signature of the URL that permits it; absent where a secret does, or anybody may. */
  readonly signature?: string;
}

/**
 * The uploads of clients that go on where they broke off. They survive restarts and power cuts, and
 * expire when nobody goes on with them.
 */
export interface PartialUploads {
  /**
   * Begins an upload, durably, and returns its id. Rejects with a `TooManyUploadsError`, and with a
   * `NoSpaceError` where it would not fit.
   */
  create(declared: DeclaredUpload): Promise<string>;
  /**
   * What is known of an upload, which stays with the request that has it; `undefined` where it is
   * not here. Its name and metadata never change.
   */
  infoOf(id: string): UploadInfo | undefined;
  /** Takes an upload for one request at a time; `undefined` where it is not here. */
  hold<Result>(
    id: string,
    work: (upload: HeldUpload) => Promise<Result>,
  ): Promise<Result | undefined>;
  /** Removes those that have expired. */
  sweep(): Promise<void>;
  /** Finds those of the last run. */
  recover(sizeOf: SizeOf): Promise<void>;
}

/** Every request would otherwise look at all of them. */
const sweepIntervalMs = 1000;

/** The resumable uploads in the working directory of a storage. */
export function createPartialUploads(parts: UploadParts): PartialUploads {
  const { directory, createId, health, freeSpace, clock, limits } = parts;
  const index = createUploadIndex(limits);
  let sweptMs = -Infinity;

  async function remove({ id }: Pick<Upload, 'id'>): Promise<void> {
    await removeFiles(parts, id);
    index.delete(id);
  }

  async function sweep(): Promise<void> {
    const nowMs = clock.nowMs();
    // The clock may have been set back.
    if (Math.abs(nowMs - sweptMs) < sweepIntervalMs) return;
    sweptMs = nowMs;
    await index.forEachDue(nowMs, remove);
  }

  async function create({ nodeId, signature, ...declared }: DeclaredUpload): Promise<string> {
    await sweep();
    if (!hasPlace(index.unfinished(), limits, signature)) throw new TooManyUploadsError();
    await freeSpace.check(declared.sizeBytes ?? 0);
    const id = `${nodeId}-${createId()}${createId()}`;
    const info = { ...declared, offset: 0 };
    const upload: Upload = { id, info, signature, touchedMs: 0, isOurs: true, isBroken: false };
    try {
      for (let files = 0; files < 2; files += 1) await freeSpace.reserveEntry();
      const file = await onDisk(health, directory.create(bytesPath(id)));
      await file.close();
      await saveInfo(parts, upload, info);
      await onDisk(health, directory.syncUploads());
    } catch (error) {
      await removeFiles(parts, id);
      throw error;
    }
    index.add(upload);
    return id;
  }

  return {
    create,
    infoOf: (id) => index.get(id)?.info,
    async hold(id, work) {
      await sweep();
      return await index.hold(id, async (upload, holder) => {
        try {
          return await work(createHeldUpload(parts, upload, holder, index));
        } finally {
          if (upload.isBroken) await remove(upload);
        }
      });
    },
    sweep,
    async recover(sizeOf) {
      for (const upload of await recoverUploads(parts, sizeOf)) index.add(upload);
    },
  };
}
