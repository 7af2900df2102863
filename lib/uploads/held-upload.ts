import { onDisk } from '../disk/health.ts';
import { UploadGoneError, UploadTakenError } from '../errors/domain-errors.ts';
import { nowSeconds } from '../host/clock.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createAbortableBody } from '../transfers/abortable-body.ts';
import { appendBytes, type ExpectedBytes } from './append-bytes.ts';
import { syncBytes } from './checkpoints.ts';
import { hashBytes, openBytes } from './open-bytes.ts';
import type { UploadHolder, UploadIndex } from './upload-index.ts';
import type { UploadInfo, UploadStamp } from './upload-info.ts';
import {
  bytesPath,
  type CompleteUpload,
  removeFiles,
  saveInfo,
  type Upload,
  type UploadParts,
} from './upload-parts.ts';

/** A resumable upload in the hands of one request. */
export interface HeldUpload {
  readonly id: string;
  /** As it is durable now. */
  readonly info: UploadInfo;
  /** When it expires, in Unix milliseconds. */
  readonly expiresMs: number;
  /** Says how large the whole is, where that was not known. */
  declareSize(sizeBytes: number): Promise<void>;
  /**
   * Takes in the next bytes, which are durable once this resolves. When the body breaks off, what
   * has come of it is kept; rejects with an `UploadTakenError` where another request goes on with
   * the upload, and with an `UploadGoneError` where its bytes are not here any more.
   */
  append(body: AsyncIterable<Uint8Array>, expected: ExpectedBytes): Promise<void>;
  /**
   * Settles the stamp of an upload whose bytes have all come, to be given its stored name. Rejects
   * with an `UploadGoneError` likewise.
   */
  complete(): Promise<CompleteUpload>;
  /** Remembers for a while where the file was stored. */
  noteStored(name: StoredName): Promise<void>;
  /** Removes the upload, durably. */
  remove(): Promise<void>;
}

/** Gives an upload to the request that holds it. */
export function createHeldUpload(
  parts: UploadParts,
  upload: Upload,
  holder: UploadHolder,
  index: Pick<UploadIndex, 'expiresMs' | 'delete'>,
): HeldUpload {
  return {
    id: upload.id,
    get info() {
      return upload.info;
    },
    get expiresMs() {
      return index.expiresMs(upload);
    },
    declareSize: (sizeBytes) => saveInfo(parts, upload, { ...upload.info, sizeBytes }),
    append: (body, expected) => appendBytes(parts, upload, interruptible(body, holder), expected),
    complete: () => complete(parts, upload),
    async noteStored(name) {
      const info = { ...upload.info, stored: name };
      // The file is stored, and found by its stamp: no failure here changes that.
      await saveInfo(parts, upload, info).catch(() => undefined);
      upload.info = info;
      upload.isBroken = false;
      // Another upload may have had the same name and content, in the same second.
      await Promise.allSettled([parts.files.remove(bytesPath(upload.id))]);
    },
    async remove() {
      await removeFiles(parts, upload.id);
      index.delete(upload.id);
      await onDisk(parts.health, parts.directory.syncUploads());
    },
  };
}

/** The same body, which ends with an error once another request wants the upload. */
function interruptible(
  body: AsyncIterable<Uint8Array>,
  holder: UploadHolder,
): AsyncIterable<Uint8Array> {
  let isCutOff = false;

  function check(): void {
    if (isCutOff) throw new UploadTakenError();
  }

  /** A chunk is waited for only if nobody waits for its reader. */
  async function* pass(): AsyncGenerator<Uint8Array> {
    check();
    for await (const chunk of body) {
      yield chunk;
      check();
    }
  }

  const input = createAbortableBody(pass());
  holder.cutOff = () => {
    isCutOff = true;
    input.abort(new UploadTakenError());
  };
  return input;
}

async function complete(parts: UploadParts, upload: Upload): Promise<CompleteUpload> {
  const { sha1 } = await settleStamp(parts, upload);
  const path = bytesPath(upload.id);
  const status = await parts.files.stat(path);
  if (status?.sizeBytes !== upload.info.offset) {
    upload.isBroken = true;
    throw new UploadGoneError();
  }
  const { sizeBytes } = status;
  return { path, sha1, sizeBytes, durable: Promise.resolve(status), isKept: true };
}

/** The stamp, of bytes that this process has seen. */
async function settleStamp(parts: UploadParts, upload: Upload): Promise<UploadStamp> {
  const { stamp } = upload.info;
  if (stamp === undefined) return await makeStamp(parts, upload);
  if (!upload.isOurs && (await hashBytes(parts, upload)) !== stamp.sha1) {
    upload.isBroken = true;
    throw new UploadGoneError();
  }
  upload.isOurs = true;
  return stamp;
}

/** Where its client has said only later that all has come. */
async function makeStamp(parts: UploadParts, upload: Upload): Promise<UploadStamp> {
  const { file, hasher } = await openBytes(parts, upload);
  try {
    await syncBytes(parts, upload, file);
  } finally {
    await file.close();
  }
  const stamp = { seconds: nowSeconds(parts.clock), sha1: hasher.digest() };
  await saveInfo(parts, upload, { ...upload.info, stamp });
  return stamp;
}
