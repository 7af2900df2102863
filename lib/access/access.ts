import type { LogFields } from '../host/log.ts';

/**
 * What there are secrets for: reading, writing and deleting, being a node of the cluster, and
 * looking how the node is.
 */
export const roles = ['read', 'write', 'cluster', 'operator'] as const;

export type Role = (typeof roles)[number];

/**
 * The secrets of a node. No method takes a time that depends on how much of a guessed secret or
 * signature is right.
 */
export interface Access {
  /** Whether a role has secrets; a role without any is open to everybody. */
  isRestricted(role: Role): boolean;
  /** The roles that have this credential among their secrets. Computes one HMAC at most. */
  rolesOf(credential: string): ReadonlySet<Role>;
  /**
   * Whether a signature, in lower-case hex, is that of a text under one of the role's secrets.
   * Computes one HMAC for each secret of the role.
   */
  isSignature(role: Role, text: string, signature: string): boolean;
}

/** Who sent a request. It is found out once, before a handler runs (`caller.ts`). */
export interface Caller {
  /** The roles that have the request's credential among their secrets. */
  readonly roles: ReadonlySet<Role>;
  /** Whether the sender is another node of the cluster. */
  readonly isPeer: boolean;
  /** Whether a peer only asks if the file is here, and sends none of it. */
  readonly isOffer: boolean;
  /** The node id that a peer gives; absent for clients and for peers of the Python version. */
  readonly nodeId: string | undefined;
  /**
   * What the journal records as the sender: the process of a peer, or its node id if it names no
   * process. Absent where the sender is not known for certain.
   */
  readonly senderId: string | undefined;
}

/** What the signature in a URL permits to upload. Its size limits that of the node. */
export interface SignedUpload {
  /** How the names of files must begin. */
  readonly prefix: string;
  /** Their media type; absent for any. */
  readonly type?: string;
  /** For what goes on at a URL of its own, as a resumable upload does. */
  readonly signed?: {
    /** The query with the signature, and its question mark: the other URL carries it too. */
    readonly query: string;
    readonly signature: string;
  };
}

/**
 * Whose credentials are refused. `none`: whoever sends none. `client`: a client that sends a secret
 * or a signed URL. `node`: what sends a secret and calls itself a node.
 */
export type RefusedSender = 'none' | 'client' | 'node';

/**
 * Logs what this node refuses and an operator must know of: once when it begins and once when it is
 * over, however many requests there are.
 */
export interface Refusals {
  /**
   * A request was refused because of its credentials, which `fields` must not contain. Each of
   * the first 16 nodes is logged by itself, by the id that it shows.
   */
  noteCredentials(sender: RefusedSender, fields: LogFields, nodeId?: string): void;
  /** A write was refused because a disk has too little free space. */
  noteNoSpace(fields: LogFields): void;
  /** An upload was stored. */
  noteStored(): void;
  /** Logs what is over; to be called every few seconds. */
  check(): void;
}
