/*
 * Why storage and journal refuse an operation, in their own terms. Handlers map each to a status
 * (`handlers/errors.ts`). Messages are sent to the client as they are: one line that says
 * what to change, and never a path of the server.
 */

/** A name that no file can have, or that is beyond the operator's limits. */
export class InvalidNameError extends Error {
  override readonly name = 'InvalidNameError';
}

/** A parent directory of the name is already a file. */
export class NameConflictError extends Error {
  override readonly name = 'NameConflictError';
}

/** A body is larger than a file may be. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** A write would leave too little free space on a disk. */
export class NoSpaceError extends Error {
  override readonly name = 'NoSpaceError';
}

/** The client disconnected while its upload waited. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** Another directory is in place of the storage: its disk may not be mounted. */
export class StorageMissingError extends Error {
  override readonly name = 'StorageMissingError';
}

/** Another sender is transferring the same file; a retry later may succeed. */
export class AlreadyArrivingError extends Error {
  override readonly name = 'AlreadyArrivingError';

  constructor() {
    super('Another sender is uploading this file; retry later.');
  }
}

/** A resumed transfer does not begin where the stored part ends. */
export class WrongOffsetError extends Error {
  override readonly name = 'WrongOffsetError';
  /** How many bytes of the file are stored. */
  readonly offset: number;

  constructor(offset: number) {
    super(`Resume at byte ${offset}, where the stored part ends.`);
    this.offset = offset;
  }
}
