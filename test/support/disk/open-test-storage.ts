import { createFreeSpace } from '../../../lib/disk/free-space.ts';
import { createNodeHealth } from '../../../lib/disk/health.ts';
import type { QuarantineLimits } from '../../../lib/limits/quarantine-limits.ts';
import { defaultTransferLimits, type TransferLimits } from '../../../lib/limits/transfer-limits.ts';
import { type StoredName, stampName } from '../../../lib/names/stored-name.ts';
import { createFileStorage, type FileStorage } from '../../../lib/storage/file-storage.ts';
import type { Storage } from '../../../lib/storage/storage.ts';
import { createTextScan } from '../../../lib/transfers/text-scan.ts';
import { createSha1 } from '../../../runtime/node/hash.ts';
import type { FileSystemHarness } from '../../contract/file-system-contract.ts';
import { bodyOf } from '../http/body-of.ts';
import { sha1Of } from '../node/sha1-of.ts';
import { silentLog } from '../node/silent-log.ts';

/** A directory to keep a storage or a journal in, and a way to break it from outside. */
export interface DiskHarness extends FileSystemHarness {
  /** Removes what is at a path and all below it; `''` is the directory itself. */
  wipe(path: string): Promise<void>;
}

/** Opens a storage over a directory, as a start of the node does. */
export async function openTestStorage(
  { files }: Pick<DiskHarness, 'files'>,
  clock = { ms: 0 },
  limits: Partial<TransferLimits> = {},
  quarantineLimits?: QuarantineLimits,
): Promise<FileStorage> {
  const log = silentLog;
  const health = createNodeHealth(log).watch('storage');
  const onVanished = async (): Promise<void> => undefined;
  const storage = createFileStorage({
    files,
    createSha1,
    createTextScan,
    health,
    identity: trustingIdentity,
    freeSpace: createFreeSpace({ files, clock: { nowMs: () => 0 }, minFreeBytes: 0 }),
    clock: { nowMs: () => clock.ms },
    log,
    transferLimits: { ...defaultTransferLimits, ...limits },
    quarantineLimits,
    createId: () => '0123456789abcdef',
    onVanished,
  });
  await storage.recover();
  return storage;
}

/** Accepts every directory as the right one. */
const trustingIdentity = {
  open: async () => undefined,
  isInPlace: async () => true,
  beforeRemake: async () => undefined,
  afterRemake: async () => undefined,
  confirm: async () => undefined,
};

/** The stored name of a file uploaded in second 13. */
export function nameOf(path: string, content: string): StoredName {
  return stampName(path, 13, sha1Of(content))?.name as StoredName;
}

/** Stores a file under the name it gets in second 13. */
export async function storeFile(
  storage: Storage,
  path: string,
  content: string,
): Promise<StoredName> {
  const staged = await storage.stage(bodyOf(content), Number.POSITIVE_INFINITY);
  const name = nameOf(path, content);
  await staged.prepare(name);
  await staged.commit({ replacing: 'absent' });
  await staged.dispose();
  return name;
}
