/** What there are secrets for: reading, writing and deleting, and being a node of the cluster. */
export type Role = 'read' | 'write' | 'cluster';

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
