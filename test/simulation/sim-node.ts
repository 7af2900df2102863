import type { Context } from '../../lib/context.ts';
import type { MemoryDisk } from '../support/disk/memory-disk.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { DiskName } from './sim-disk.ts';
import type { StorageMount } from './storage-mount.ts';
import type { UnseenChanges } from './unseen-changes.ts';

/** How a process ends that nobody stopped. */
export type Death = 'power cut' | 'kill' | 'start failed';
/** How a process ends. */
export type Ending = Death | 'stop';

/** A machine with two disks, or a bucket in the place of one, on which the real program runs, dies, and is started again. */
export interface SimNode {
  readonly id: string;
  /** The id that its queue has at the next start, if it has none yet. */
  nodeId: string;
  /** Whether it responds as the Python version does: without its id. */
  readonly isLegacy: boolean;
  /** The bucket that is its storage; absent where its storage is a disk. */
  readonly bucket: SimBucket | undefined;
  readonly storageDisk: MemoryDisk;
  /** Where that disk is mounted, or should be. */
  readonly storageMount: StorageMount;
  readonly queueDisk: MemoryDisk;
  /** By how much its clock is ahead. */
  skewMs: number;
  /** The hosts that it will have as peers from its next start on. */
  readonly peers: Set<string>;
  /** The hosts that it has had as peers since its last start. */
  readonly runningPeers: ReadonlySet<string>;
  readonly failingDisks: Set<DiskName>;
  /** How many processes ran here before this one. */
  readonly incarnation: number;
  readonly phase: 'down' | 'starting' | 'up' | 'stopping';
  /** Whether a process was ever up here. */
  readonly hasServed: boolean;
  /** Changes of its files that it did not make itself. */
  readonly unseen: UnseenChanges;
  /** Calls of its disks, or of the bucket that is its storage, that failed in this process. */
  diskFaults: number;
  /** The same in all processes. */
  everFailed: number;
  /** Whether its queue directory, and so its id, was copied from another node's. */
  hasCopiedId: boolean;
  /** Whether it accepts another storage directory than its queue remembers, at its next start. */
  acceptsNewStorage: boolean;
  /** Another number whenever something on its disks may have changed. */
  diskVersion: number;
  /** What the running process is made of. */
  readonly ctx: Context | undefined;
  /** The same of the bucket behind it, once that is open. */
  readonly behind: Context | undefined;
  /** Requests that it is handling. */
  readonly inFlight: number;
  start(): void;
  die(how: Death, why: string): void;
  /** Stops the process gracefully and starts it again; does nothing unless it is up. */
  restart(): Promise<void>;
  /** Does something while the process lives; it rejects when that dies. */
  serve<Result>(work: (handle: Handle) => Promise<Result>): Promise<Result>;
  onDeath(listener: (how: Ending) => void): () => void;
  /** Calls back when the process closes all connections, because it was asked to stop. */
  onHangUp(listener: () => void): () => void;
  /** Settles as the promise does, unless the process dies before: then it never does. */
  whileAlive<Result>(promise: Promise<Result>): Promise<Result>;
}

/** Handles a request as the running process does. */
export type Handle = (request: Request) => Promise<Response>;
