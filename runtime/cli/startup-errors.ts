import { resolve, sep } from 'node:path';
import { NoSpaceError, StorageMissingError } from '../../lib/errors/domain-errors.ts';
import { errorCode } from '../../lib/errors/error-code.ts';
import { UnusableStoreError } from '../../lib/object-store/probe-store.ts';
import { StorageIdentityError } from '../../lib/storage/storage-identity.ts';
import { DirectoryLockError } from '../node/directory-lock.ts';
import { UsageError } from './flags/usage-error.ts';

/** The settings that a refusal is about. */
interface Settings {
  readonly storage: string;
  readonly queue: string | undefined;
  readonly port?: number;
}

/**
 * Says which flag to change after a start that the operating system refused; `undefined` if no
 * flag would help.
 */
export function explainStartupError(error: unknown, settings: Settings): UsageError | undefined {
  if (error instanceof UsageError) return error;
  if (error instanceof DirectoryLockError) {
    const flag = flagOf(error.directory, settings);
    return new UsageError(`--${flag}: "${settings[flag]}": ${error.message}`);
  }
  if (error instanceof StorageIdentityError) {
    const remedy = 'to accept it, add --new-storage once';
    return new UsageError(`--storage: "${settings.storage}": ${error.message} ${remedy}`);
  }
  if (error instanceof UnusableStoreError) {
    return new UsageError(`--storage: "${settings.storage}": ${error.message}`);
  }
  if (error instanceof NoSpaceError) {
    return new UsageError(
      `--storage: "${settings.storage}": its disk has no free space beyond --min-free`,
    );
  }
  if (error instanceof StorageMissingError) {
    return new UsageError(`--storage: "${settings.storage}": ${error.message}`);
  }
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error)) return undefined;
  if ('syscall' in error && (error.syscall === 'listen' || error.syscall === 'getaddrinfo')) {
    const isPort = code === 'EADDRINUSE' || code === 'EACCES';
    if (!isPort) return new UsageError(`--host: this machine has no such address (${code})`);
    return new UsageError(
      `--port: ${settings.port} is in use or not permitted (${code}); choose another one`,
    );
  }
  // Node's own codes (`ERR_…`) mean a defect of this program, not of the disk.
  if (code.startsWith('ERR_')) return undefined;
  if (isUnsyncable(error, code)) return explainUnsyncable(error, code, settings);
  if (!('path' in error) || typeof error.path !== 'string') {
    return new UsageError(`${nameBoth(settings)} can't be used (${error.message})`);
  }
  const flag = flagOf(error.path, settings);
  return new UsageError(`--${flag}: "${settings[flag]}" can't be used (${error.message})`);
}

/** With these codes a file system says that it has no such call. */
const missingCallCodes = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

function isUnsyncable(error: Error, code: string): boolean {
  const isSync = 'syscall' in error && /^f(?:data)?sync$/u.test(String(error.syscall));
  return isSync && missingCallCodes.has(code);
}

function explainUnsyncable(error: Error, code: string, settings: Settings): UsageError {
  const flag = 'path' in error ? flagOf(String(error.path), settings) : undefined;
  const what = flag === undefined ? nameBoth(settings) : `--${flag}: "${settings[flag]}"`;
  const remedy =
    'with --no-fsync the node starts, and a power failure can lose what it acknowledged';
  return new UsageError(`${what} is on a file system that can't be synced (${code}); ${remedy}`);
}

/** What an error without a path is about. */
function nameBoth({ storage, queue }: Settings): string {
  return queue === undefined ? `--storage: "${storage}"` : '--storage or --queue';
}

function flagOf(path: string, settings: Settings): 'storage' | 'queue' {
  if (settings.queue === undefined) return 'storage';
  const storage = resolve(settings.storage);
  return `${resolve(path)}${sep}`.startsWith(`${storage}${sep}`) ? 'storage' : 'queue';
}
