import type { SpooledContent } from './object-store.ts';

/** Where bodies are kept that are too large for memory, until they have a name. */
export interface Spool {
  /** Rejects with a `NoSpaceError` if a body of so many bytes has no chance to fit. */
  checkSpace(sizeBytes: number): Promise<void>;
  /**
   * Begins a body without bytes. Rejects with an `ObjectStoreError` where too many are under way,
   * and with a `NoSpaceError` where there is no space for one more.
   */
  begin(): Promise<SpooledBody>;
  /** Removes what the last run of the node has left. */
  recover(): Promise<void>;
}

/** A body in a spool. It ends with `remove`, whatever became of it. */
export interface SpooledBody {
  /**
   * Writes bytes behind what was written before; the caller may use the buffer again. Rejects with
   * a `NoSpaceError` where they do not fit, or with the code of a system whose disk is full.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the body, which can be read from now on. */
  finish(): Promise<SpooledContent>;
  /** Removes the body; may be called again. */
  remove(): Promise<void>;
}
