import { onDisk } from '../disk/health.ts';
import { writeBody } from '../disk/write-body.ts';
import { UploadGoneError } from '../errors/domain-errors.ts';
import type { FileHandle } from '../host/file-system.ts';
import type { Hasher } from '../host/hash.ts';
import { uploadDirectory } from '../layout/working-directory.ts';
import { bytesPath, type Upload, type UploadParts } from './upload-parts.ts';

/** The file of an upload, open at its end, and the hash of what it holds. */
export interface OpenBytes {
  readonly file: FileHandle;
  readonly hasher: Hasher;
}

const chunkBytes = 256 * 1024;

/**
 * Opens the file of an upload with the bytes that are known to be durable, and no others. Throws an
 * `UploadGoneError` where it has fewer.
 */
export async function openBytes(parts: UploadParts, upload: Upload): Promise<OpenBytes> {
  const { offset } = upload.info;
  const file = await parts.files.append(bytesPath(upload.id));
  if (file === undefined) throw gone(upload);
  try {
    const { sizeBytes, device } = await file.stat();
    if (sizeBytes < offset) throw gone(upload);
    await parts.identity.confirm(device);
    if (!upload.isOurs) return await copyBytes(parts, upload, file);
    if (sizeBytes > offset) await onDisk(parts.health, file.truncate(offset));
    return { file, hasher: await takeHasher(parts, upload, file) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Reads an upload again whose bytes have all come, and returns their hash. */
export async function hashBytes(parts: UploadParts, upload: Upload): Promise<string> {
  const file = await parts.files.open(bytesPath(upload.id));
  if (file === undefined) throw gone(upload);
  try {
    const hasher = parts.createSha1();
    for await (const chunk of readBytes(file, upload)) hasher.update(chunk);
    return hasher.digest();
  } finally {
    await file.close();
  }
}

async function takeHasher(parts: UploadParts, upload: Upload, file: FileHandle): Promise<Hasher> {
  const { hashed, info } = upload;
  upload.hashed = undefined;
  if (hashed?.bytes === info.offset) return hashed.hasher;
  const hasher = parts.createSha1();
  for await (const chunk of readBytes(file, upload)) hasher.update(chunk);
  return hasher;
}

/** Until the copy is durable the upload has the file that it had. */
async function copyBytes(
  { files, directory, health, freeSpace, createSha1 }: UploadParts,
  upload: Upload,
  file: FileHandle,
): Promise<OpenBytes> {
  const path = bytesPath(upload.id);
  await files.remove(`${path}.next`);
  await freeSpace.reserveEntry();
  const copy = await onDisk(health, directory.create(`${path}.next`));
  try {
    const hasher = createSha1();
    for await (const chunk of readBytes(file, upload)) {
      await freeSpace.reserve(chunk.length);
      hasher.update(chunk);
      await writeBody(health, copy, chunk);
    }
    await onDisk(health, copy.sync());
    await onDisk(health, files.rename(`${path}.next`, path));
    await onDisk(health, files.syncDirectory(uploadDirectory));
    upload.isOurs = true;
    await file.close();
    return { file: copy, hasher };
  } catch (error) {
    await Promise.allSettled([copy.close(), files.remove(`${path}.next`)]);
    throw error;
  }
}

/** Each chunk is used before the next one is read: they share their memory. */
async function* readBytes(file: FileHandle, upload: Upload): AsyncGenerator<Uint8Array> {
  const { offset } = upload.info;
  const buffer = new Uint8Array(Math.min(chunkBytes, offset));
  for (let from = 0; from < offset; ) {
    const chunk = await file.read(from, Math.min(chunkBytes, offset - from), buffer);
    // Somebody has cut it.
    if (chunk.length === 0) throw gone(upload);
    from += chunk.length;
    yield chunk;
  }
}

/** Nobody can go on with it. */
function gone(upload: Upload): UploadGoneError {
  upload.isBroken = true;
  return new UploadGoneError();
}
