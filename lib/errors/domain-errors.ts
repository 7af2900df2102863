/*
 * Why storage and journal refuse an operation, in their own terms. Handlers map each to a status
 * (`handlers/errors/error-response.ts`). Messages are sent to the client as they are: one line that
 * says what to change, and never a path of the server.
 */

/** A name that no file can have, or that is beyond the operator's limits. */
export class InvalidNameError extends Error {
  override readonly name = 'InvalidNameError';
}

/** A body is not the form that its type says, or has more parts than a form may have. */
export class InvalidFormError extends Error {
  override readonly name = 'InvalidFormError';
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

/** A resumable upload is no longer here: it has expired, was ended, or could not be kept. */
export class UploadGoneError extends Error {
  override readonly name = 'UploadGoneError';

  constructor() {
    super('This upload is no longer here; begin a new one.');
  }
}

/** Another request goes on with the same resumable upload, and this one has lost it. */
export class UploadTakenError extends Error {
  override readonly name = 'UploadTakenError';

  constructor() {
    super('Another request goes on with this upload.');
  }
}

/** More resumable uploads are unfinished than are kept; a retry later may succeed. */
export class TooManyUploadsError extends Error {
  override readonly name = 'TooManyUploadsError';

  constructor() {
    super('Too many uploads are unfinished; retry later, or send the whole file by PUT.');
  }
}

/** A part of a resumable upload does not have the hash that was sent with it. */
export class WrongChecksumError extends Error {
  override readonly name = 'WrongChecksumError';

  constructor() {
    super('The bytes do not have the Upload-Checksum sent; none of them is kept.');
  }
}

/** The name was deleted while its file was on the way: it is never used again (I2). */
export class NameDeletedError extends Error {
  override readonly name = 'NameDeletedError';

  constructor() {
    super('The file of this name was deleted, and a name is never used again.');
  }
}

/** What an object store said, or what broke the connection to it. Only `/_status` shows it. */
export interface ObjectStoreFailure {
  /** The store's code, such as `SlowDown`, or that of the system. */
  readonly code: string;
  /** One line for the log, without a secret. */
  readonly detail: string;
  /** Whether the same call may succeed a little later. */
  readonly isTransient: boolean;
}

/** An object store can't be reached, or refuses a call. */
export class ObjectStoreError extends Error implements ObjectStoreFailure {
  override readonly name = 'ObjectStoreError';
  readonly code: string;
  readonly detail: string;
  readonly isTransient: boolean;

  constructor({ code, detail, isTransient }: ObjectStoreFailure) {
    const doesNot = 'The object store behind this node does not do what it should';
    const advice = isTransient ? 'retry later' : 'its operator has to look into that';
    super(`${doesNot}; ${advice}.`);
    this.code = code;
    this.detail = detail;
    this.isTransient = isTransient;
  }
}
