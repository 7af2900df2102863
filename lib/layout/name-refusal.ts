import { InvalidNameError } from '../errors/domain-errors.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';

/**
 * With these codes a disk refuses a name when an entry of it is made. NTFS, exFAT, vfat and SMB
 * have no names with some of `: ? * " < > |`, or with a dot or a blank at the end; other disks have
 * shorter names than ext4, or names in UTF-8 only.
 */
const refusalCodes = new Set(['EINVAL', 'EILSEQ', 'EOVERFLOW']);

const refusedMessage =
  'The disk of this node can not hold the name: a character, or the end of a segment, is not ' +
  'allowed there.';

/**
 * The `InvalidNameError` for the failure of a call that made an entry, where the disk refused the
 * name of it; any other failure stays as it is.
 */
export function asNameRefusal(error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENAMETOOLONG') return new InvalidNameError('The name is too long for the disk.');
  return code !== undefined && refusalCodes.has(code)
    ? new InvalidNameError(refusedMessage)
    : error;
}

/**
 * The same for a second failure, where everything that the call needs was made in between. Some
 * disks (exFAT in user space, SMB) refuse a name with `ENOENT`, although nothing is missing.
 */
export async function asSettledNameRefusal(
  files: Pick<FileSystem, 'stat'>,
  needed: readonly string[],
  error: unknown,
): Promise<unknown> {
  if (errorCode(error) !== 'ENOENT') return asNameRefusal(error);
  for (const path of needed) if ((await files.stat(path)) === undefined) return error;
  return new InvalidNameError(refusedMessage);
}
