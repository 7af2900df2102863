/**
 * What stands in the way of a delivery. `unreachable`: nothing is there at all, so any other
 * operation would fail alike. `broken`: no answer, or none that a peer gives. `refused`: the peer
 * is there and did not take this one. `arriving`: nothing is wrong, the file is just arriving there
 * from another sender; it is found there later, or sent then.
 */
export type FailureKind = 'unreachable' | 'protocol' | 'rejected' | 'arriving';

/** A peer did not take an operation. The operation stays owed to it. */
export class DeliveryError extends Error {
  readonly kind: FailureKind;

  constructor(message: string, kind: FailureKind) {
    super(message);
    this.name = 'DeliveryError';
    this.kind = kind;
  }

  /** Whether it came from a peer that is there, and well. */
  get isResponse(): boolean {
    return this.kind === 'rejected' || this.kind === 'arriving';
  }
}

/** The peer does not know the secret that it was shown, or was shown none. */
export class UnauthorizedError extends DeliveryError {}

/** The peer refuses an upload because something else stands in its place, not a tombstone. */
export class ConflictError extends DeliveryError {}
