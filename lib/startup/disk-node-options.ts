import type { Config } from '../context.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { TextCheck } from '../host/text-check.ts';
import type { PartialUploadLimits } from '../limits/partial-upload-limits.ts';
import type { NodeSettings } from './open-node-options.ts';

/** What `openDiskNode` makes a node of: two directories, and what else the host brings. */
export interface DiskNodeOptions extends NodeSettings {
  readonly storage: FileSystem;
  readonly queue: FileSystem;
  /** `portableTextCheck` unless given. */
  readonly textCheck?: TextCheck;
  /** How resumable uploads are kept; `defaultPartialUploadLimits` for what is not given. */
  readonly partialUploadLimits?: Partial<PartialUploadLimits> | undefined;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  readonly config: Omit<Config, 'startedAtMs' | 'nodeId' | 'instance'>;
  /** Locks a directory again for this process, after it vanished and was made again. */
  readonly lock: (directory: 'storage' | 'queue') => Promise<void>;
  /** Whether the locked storage directory was removed, and not moved or unmounted. */
  readonly wasStorageRemoved: () => Promise<boolean>;
  /** Accepts a storage directory that the queue does not remember (`--new-storage`). */
  readonly acceptNewStorage?: boolean;
  /** The size at which the journal begins a new segment; 4 MiB by default. */
  readonly segmentBytes?: number;
  /** Disk space kept back so that a full disk can still record deletes; 1 MiB by default. */
  readonly ballastBytes?: number;
  /** Free space that uploads leave on each disk; by default 1 % of it, at most 1 GiB. */
  readonly minFreeBytes?: number | undefined;
}
