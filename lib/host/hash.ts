/** A running SHA-1. Hosts bring their own: Web Crypto can't hash a stream. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** The hash in lower-case hex; called once. */
  digest(): string;
}

export type CreateSha1 = () => Hasher;
