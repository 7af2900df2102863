/** A running SHA-1. Every host brings its own, because Web Crypto can't hash a stream. */
export interface Hasher {
  /** Adds bytes to the input. */
  update(bytes: Uint8Array): void;
  /** Returns the hash in lower-case hex; to be called once. */
  digest(): string;
}

/** Begins a new SHA-1. */
export type CreateSha1 = () => Hasher;

/** Computes the SHA-1 of a text's UTF-8, in lower-case hex. */
export type HashText = (text: string) => string;
