import type { Access, Caller, Refusals, SignedUpload } from './access/access.ts';
import type { KeyedMutex } from './concurrency/keyed-mutex.ts';
import type { Health } from './disk/health.ts';
import type { HostServices } from './host/host-services.ts';
import type { Journal, JournalBackend } from './journal/journal.ts';
import type { StoredName, StoredNameParts } from './names/stored-name.ts';
import type { Peers } from './pending/peers.ts';
import type { RemoteFiles } from './read-through/remote-files.ts';
import type { ClientLimits, Turn } from './requests/client-limits.ts';
import type { FileOverview } from './scrub/file-overview.ts';
import type { Storage } from './storage/storage.ts';
import type { SingleTransfers } from './transfers/single-transfer.ts';

/**
 * Everything a handler may reach: the ports of a node, a table of contents of this program. A host
 * (`runtime/`), a unit test or the simulator decides what stands behind each of them.
 */
export interface Context extends HostServices, ClientLimits, FileOverview {
  /** The stored files, at their names. */
  readonly storage: Storage;
  /** The durable record of all operations, from which peers are sent theirs. */
  readonly journal: Journal;
  /** The names that were deleted; they are never used again. */
  readonly tombstones: JournalBackend['tombstones'];
  /** One operation at a time for each stored name. */
  readonly nameLocks: KeyedMutex<StoredName>;
  /** One transfer at a time for each file that peers send. */
  readonly transfers: SingleTransfers;
  /** The files of peers, for what is not here. */
  readonly remoteFiles: RemoteFiles;
  /** What `/_status` reports about the other nodes. */
  readonly peers: Peers;
  /** Whether the node's disks can be trusted with a write. */
  readonly health: Health;
  /** What this node refuses and an operator must know of. */
  readonly refusals: Refusals;
  /** The secrets of each role. */
  readonly access: Access;
  readonly config: Config;
}

/** What a host passes with one request. It may have identified the caller already. */
export interface HostContext extends Context {
  readonly caller?: Caller | undefined;
  /**
   * Returns a signal that aborts as soon as the client may be gone, for who waits long. Without it
   * that of the request is used, which may abort later.
   */
  readonly clientEnd?: (() => AbortSignal) | undefined;
  /** The address of the client, so that no single one takes all places. */
  readonly clientAddress?: string | undefined;
  /**
   * Whether all of the body has arrived, so that the client is not waited for; without it every
   * body is waited for.
   */
  readonly hasBodyArrived?: (() => boolean) | undefined;
  /** Lets work go on that the response does not wait for; a host that never drops any has none. */
  readonly keepAlive?: ((work: Promise<unknown>) => void) | undefined;
}

/** What a handler gets with one request. It is made once, before any handler runs. */
export interface RequestContext extends HostContext {
  /** The name in the request's path, decoded; `''` for `/`. */
  readonly name: string;
  /** The parts of that name if it is one of a stored file, and not reserved for the server. */
  readonly stored: StoredNameParts | undefined;
  readonly caller: Caller;
  /** The place that the request has among all others. */
  readonly turn: Turn;
  /** When the signed URL expires by which this is read, in Unix seconds. */
  readonly readableUntilSeconds?: number;
  /** What the signature in the URL of this upload is for, if nothing else permits it. */
  readonly signedFor?: SignedUpload;
}

/** What the operator decided, and what this process is. */
export interface Config {
  readonly version: string;
  /** This node's id: 16 hex digits, made at its first start. */
  readonly nodeId: string;
  /** This process: 16 hex digits, made at every start. */
  readonly instance: string;
  /** Where clients reach this node, without a trailing slash; empty: `Location` is a path. */
  readonly publicUrl: string;
  /** The path below which the node is served, such as `/files`; the whole host unless given. */
  readonly mount?: string | undefined;
  /** Hosts that are served besides that of the public URL; `*` for all. */
  readonly allowedHosts?: readonly string[] | undefined;
  readonly peerUrls: readonly string[];
  /** The largest body accepted; `Infinity` for no limit. */
  readonly maxSizeBytes: number;
  /** The longest name of an upload, stamp included. */
  readonly maxNameBytes: number;
  /** How many segments the name of an upload may have. */
  readonly maxDepth: number;
  /** Origins whose pages may use this node from a browser; `*` for all of them. */
  readonly corsOrigins: readonly string[];
  readonly startedAtMs: number;
}
