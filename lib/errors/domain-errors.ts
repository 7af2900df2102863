/*
 * What storage and journal refuse, in their own terms. A handler turns each into a status
 * (`handlers/errors.ts`). Messages go to the client as they are: one line that says what
 * to change, and never a path of the server.
 */

/** A name that no file can have, or that is beyond the operator's limits. */
export class InvalidNameError extends Error {
  override readonly name = 'InvalidNameError';
}

/** A file stands where a directory of the name would be. */
export class NameConflictError extends Error {
  override readonly name = 'NameConflictError';
}

/** A body is larger than what may be stored. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** A write would leave too little free space on a disk. */
export class NoSpaceError extends Error {
  override readonly name = 'NoSpaceError';
}

/** The client went away while its upload waited. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** Another directory stands in the place of the storage: its disk may not be mounted. */
export class StorageMissingError extends Error {
  override readonly name = 'StorageMissingError';
}

/** Another sender is transferring the same file; not this sender's fault. */
export class AlreadyArrivingError extends Error {
  override readonly name = 'AlreadyArrivingError';

  constructor() {
    super('This file is arriving from another sender; retry later.');
  }
}

/** A resumed transfer does not begin where the part that is here ends. */
export class WrongOffsetError extends Error {
  override readonly name = 'WrongOffsetError';
  /** How many bytes of the file are here. */
  readonly offset: number;

  constructor(offset: number) {
    super(`Go on from byte ${offset}, where the part that is here ends.`);
    this.offset = offset;
  }
}
