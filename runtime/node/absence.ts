import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { createMutex } from '../../lib/concurrency/mutex.ts';
import { errorCode } from '../../lib/errors/error-code.ts';
import { parentPath } from '../../lib/names/parent-path.ts';
import { systemError } from './system-error.ts';

/**
 * Nothing is there, or something of another kind: a link, a socket, a directory, or a file in the
 * place of a directory.
 */
const kindCodes = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENXIO', 'ENOTEMPTY', 'EEXIST']);

/** The disk has no such names, so nothing can be there. */
const nameCodes = new Set(['ENAMETOOLONG', 'EILSEQ']);

/**
 * Some disks respond so to a name that they can't hold (exFAT and SMB, where a segment ends with a
 * dot or has a backslash). But these codes have other meanings too, and a file that exists must
 * never count as absent: the listing of the parent decides.
 */
const ambiguousCodes = new Set(['EINVAL', 'EOVERFLOW']);

/** Tells which failures below a directory mean that nothing is there; this is done nowhere else. */
export interface Absence {
  /** Turns the errors that mean absence of the entry at `path` into `absent`. */
  as<Result>(absent: Result, path: string, call: Promise<Result>): Promise<Result>;
  /**
   * The `ENOENT` for a failed look-up of the entry at `path`, where the disk has no such names. Any
   * other failure stays as it is.
   */
  asNoEntry(path: string, error: unknown): Promise<unknown>;
}

/** Creates the `Absence` of the paths below `root`. */
export function createAbsence(root: string): Absence {
  // A directory may be large, and anybody may ask for such a name: one is listed at a time.
  const inTurn = createMutex();

  /** Whether a listing shows that nothing can be there; `''` is never known to be absent. */
  async function isUnlisted(path: string): Promise<boolean> {
    for (let entry = path; entry !== ''; entry = parentPath(entry)) {
      try {
        return !(await isListed(join(root, parentPath(entry)), lastSegment(entry)));
      } catch (error) {
        const code = errorCode(error) ?? '';
        if (kindCodes.has(code) || nameCodes.has(code)) return true;
        // The parent may be the one whose name the disk can't hold.
        if (!ambiguousCodes.has(code)) return false;
      }
    }
    return false;
  }

  /** Whether the disk has no name like the last segment of a path, or like one before it. */
  async function isNoName(path: string, error: unknown): Promise<boolean> {
    const code = errorCode(error) ?? '';
    if (nameCodes.has(code)) return true;
    return ambiguousCodes.has(code) && (await inTurn(() => isUnlisted(path)));
  }

  return {
    as: (absent, path, call) =>
      call.catch(async (error: unknown) => {
        if (kindCodes.has(errorCode(error) ?? '') || (await isNoName(path, error))) return absent;
        throw error;
      }),
    async asNoEntry(path, error) {
      if (!(await isNoName(path, error))) return error;
      return systemError('ENOENT', 'The disk has no such names.');
    },
  };
}

/** Whether a directory has an entry of a name, in whichever case and normal form. */
async function isListed(directory: string, name: string): Promise<boolean> {
  const wanted = fold(name);
  for await (const entry of await opendir(directory)) {
    if (fold(entry.name) === wanted) return true;
  }
  return false;
}

function fold(name: string): string {
  return name.normalize().toLowerCase();
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
