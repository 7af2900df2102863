/**
 * Why a peer did not accept an operation. `unreachable`: there is no connection, so any other
 * operation would fail alike. `protocol`: no response, or none that a node gives. `rejected`: the
 * peer responds, and did not accept this operation. `arriving`: nothing is wrong, another sender is
 * transferring the same file to it; it is found there later, or sent then. `interrupted`: the
 * transfer broke off, but the peer has more of the file than before.
 */
export type FailureKind = 'unreachable' | 'protocol' | 'rejected' | 'arriving' | 'interrupted';

const responses: ReadonlySet<FailureKind> = new Set(['rejected', 'arriving', 'interrupted']);

/** A peer did not accept an operation, which stays pending. */
export class DeliveryError extends Error {
  readonly kind: FailureKind;

  constructor(message: string, kind: FailureKind) {
    super(message);
    this.name = 'DeliveryError';
    this.kind = kind;
  }

  /** Whether a peer that is there, and well, has responded. */
  get isResponse(): boolean {
    return responses.has(this.kind);
  }
}

/** The peer does not know the secret that it was shown, or was shown none. */
export class UnauthorizedError extends DeliveryError {}

/** The peer rejects an operation, and will do so until somebody changes its limits or its disk. */
export class LastingRefusalError extends DeliveryError {
  readonly status: number;

  /** The message says why, for people. */
  constructor(message: string, status: number) {
    super(message, 'rejected');
    this.status = status;
  }
}

/** The peer has no free space for an upload. */
export class PeerFullError extends DeliveryError {}

/** The peer rejects an upload because something else than a tombstone is in its way there. */
export class UploadConflictError extends DeliveryError {}
