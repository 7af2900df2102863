import type { DiskSpace, FileSystem } from '../../../lib/host/file-system.ts';
import type { MemoryTree } from './memory-tree.ts';

/** A call on its way to a disk: what it wants to do, and where. */
export interface DiskCall {
  readonly operation: keyof FileSystem | 'fstat' | 'read' | 'write' | 'truncate' | 'sync' | 'close';
  readonly path: string;
}

/** What a mounted disk asks of the disk behind it. */
export interface DiskSession {
  readonly tree: MemoryTree;
  /** Lets a call through, or throws: for a fault, or because the process is gone. */
  enter(call: DiskCall): Promise<void>;
  /** Whether the process is still there. */
  isAlive(): boolean;
  /**
   * Throws if the process is gone. To be called right before a call takes effect: the power may have
   * failed since the call was let through.
   */
  assertAlive(): void;
  /** How many bytes still fit. */
  freeBytes(): number;
  /** What the disk reports as free space. */
  space(): DiskSpace;
  /** The number of the disk. */
  device(): number;
  noteOpen(path: string): void;
  noteClosed(path: string): void;
}
