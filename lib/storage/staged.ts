import type { StoredName } from '../names/stored-name.ts';

/** A body that was taken in and has no name yet. It ends with `dispose`, committed or not. */
export interface StagedFile {
  readonly sha1: string;
  readonly sizeBytes: number;
  /**
   * Does all that can fail for the name's sake, before the upload is recorded: a disk makes the
   * directories. Rejects with a `NameConflictError` where something that is no stored file is in
   * the way, with a `NoSpaceError` where they would leave too little free space, and with a
   * `ClientGoneError` where it has to wait and the signal aborts.
   */
  prepare(name: StoredName, signal?: AbortSignal): Promise<void>;
  /**
   * Gives the file the prepared name, atomically and durably. `replacing` says what `stateOf` has
   * found there: when this fails, an `absent` name is absent again, and where a `corrupt` copy was,
   * no copy is removed. Rejects with a `NameDeletedError` where the name was deleted meanwhile, by
   * another node; then another name can be prepared.
   */
  commit(options: { readonly replacing: 'absent' | 'corrupt' }): Promise<void>;
  /**
   * Lets go of the prepared name, and removes what is left of the staged body: after `commit`
   * nothing. May be called again.
   */
  dispose(): Promise<void>;
}

/** What is known of a body before its name is. */
export interface StagingHints {
  /** Whether it is a text, whose encoding is then found out. */
  readonly isText?: boolean;
  /** The second that its name will probably have, in Unix seconds: it saves a call to the disk. */
  readonly seconds?: number;
}
