/** The id of the node that sends a request or a response. */
export const nodeHeader = 'X-Cockatiel-Node';

/** The id of its process. Nodes with copies of one disk have the same node id, but not this. */
export const instanceHeader = 'X-Cockatiel-Instance';

/** The name that a node means, percent-encoded: a wrong path in its peer's URL can be noticed. */
export const nameHeader = 'X-Cockatiel-Name';

/** Why a request was refused, in a word for programs. */
export const reasonHeader = 'X-Cockatiel-Reason';

/** The reason of a 409 for a name with a tombstone; no other 409 acknowledges an upload. */
export const deletedReason = 'deleted';

/** The reason of a 400 for a body that does not have the SHA-1 that was sent. */
export const mismatchReason = 'mismatch';

/** The reason of a 503 while another sender transfers the same file. */
export const arrivingReason = 'arriving';

/** The reason of a 503 while too many batches are worked on; alone an operation may get through. */
export const crowdedReason = 'crowded';

/** The reason of a 421 for a `Host` that is not served; other 421s are about the path. */
export const hostReason = 'host';

/** Marks a PUT that only offers a file, and has no body. */
export const offerHeader = 'X-Cockatiel-Offer';
