import { readSmallFile } from '../disk/read-small-file.ts';
import { uploadDirectory } from '../layout/working-directory.ts';
import { type StoredName, stampName } from '../names/stored-name.ts';
import { parseUploadInfo, type UploadInfo } from './upload-info.ts';
import { bytesPath, infoPath, type Upload, type UploadParts } from './upload-parts.ts';

/**
 * The size of the stored file of a name, which survives a crash from then on; `undefined` when
 * nothing is there.
 */
export type SizeOf = (name: StoredName) => Promise<number | undefined>;

const idPattern = /^([0-9a-f]{16}-[0-9a-f]{32})\.json$/u;
const maxInfoBytes = 64 * 1024;
/** A name that was deleted is not used again: then a later second was taken. */
const triedSeconds = 10;

type RecoverParts = Pick<UploadParts, 'files'>;

/** Finds the uploads that an earlier process has left, and removes files of none. */
export async function recoverUploads(parts: RecoverParts, sizeOf: SizeOf): Promise<Upload[]> {
  const names = await parts.files.list(uploadDirectory);
  const uploads: Upload[] = [];
  const kept = new Set<string>();
  for (const name of names) {
    const id = idPattern.exec(name)?.[1];
    const upload = id === undefined ? undefined : await recoverUpload(parts, id, sizeOf);
    if (upload === undefined) continue;
    uploads.push(upload);
    kept.add(name);
    // Once the file is stored, only a power cut leaves another entry of it here.
    if (upload.info.stored === undefined) kept.add(upload.id);
  }
  for (const name of names.filter((name) => !kept.has(name))) {
    await parts.files.remove(`${uploadDirectory}/${name}`);
  }
  // Their bytes must not come back here: after a deletion they would be stored once more.
  const hasStored = uploads.some(({ info }) => info.stored !== undefined);
  if (hasStored) await parts.files.syncDirectory(uploadDirectory);
  return uploads;
}

async function recoverUpload(
  { files }: RecoverParts,
  id: string,
  sizeOf: SizeOf,
): Promise<Upload | undefined> {
  const path = infoPath(id);
  const touchedMs = (await files.stat(path))?.modifiedMs;
  const found = parseUploadInfo((await readSmallFile(files, path, maxInfoBytes)) ?? '');
  if (found === undefined || touchedMs === undefined) return undefined;
  const bytes = await files.stat(bytesPath(id));
  const isHere = bytes?.kind === 'file' && bytes.sizeBytes >= found.offset;
  const info = isHere || found.stored !== undefined ? found : await findStored(found, sizeOf);
  return info && { id, info, touchedMs, isOurs: false, isBroken: false };
}

/**
 * An upload whose bytes have got their name, when the process ended before it was noted. Its client
 * is told that it is stored, so the name has to be durable (I1): that process may have ended before
 * it was.
 */
async function findStored(info: UploadInfo, sizeOf: SizeOf): Promise<UploadInfo | undefined> {
  const { name, stamp, offset } = info;
  if (stamp === undefined) return undefined;
  for (let later = 0; later < triedSeconds; later += 1) {
    const stored = stampName(name, stamp.seconds + later, stamp.sha1)?.name;
    if (stored !== undefined && (await sizeOf(stored)) === offset) return { ...info, stored };
  }
  return undefined;
}
