/** What there are secrets for: reading, writing and deleting, and being a node of the cluster. */
export type Role = 'read' | 'write' | 'cluster';

/** Who knows a secret. How long an answer takes says nothing about a secret that was guessed at. */
export interface Access {
  /** Whether a role has secrets; without any it is everybody's. */
  isRestricted(role: Role): boolean;
  /** Whether a credential is one of the role's secrets. */
  isSecret(role: Role, credential: string): boolean;
  /** Whether a text was signed with one of the role's secrets, in lower-case hex. */
  isSignature(role: Role, text: string, signature: string): boolean;
}
