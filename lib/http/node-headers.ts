/** The header by which a node of this program names itself, in requests and in answers. */
export const nodeHeader = 'X-Cockatiel-Node';

/** The same for the process: a copied disk has the same node id, but no other process has this. */
export const instanceHeader = 'X-Cockatiel-Instance';

/** The header by which a node says which name it means, percent-encoded, whatever the path says. */
export const nameHeader = 'X-Cockatiel-Name';

/** The header of a refusal that says why, for a node to read. */
export const reasonHeader = 'X-Cockatiel-Reason';

/** The reason of a 409 for a name that has a tombstone: only this one acknowledges an upload. */
export const deletedReason = 'deleted';

/** The reason of a 503 while another sender transfers the same file. */
export const arrivingReason = 'arriving';

/** The reason of a 421 for a `Host` that is not served, which says nothing of the path. */
export const hostReason = 'host';

/** The header of a PUT that offers a file, and sends none of it. */
export const offerHeader = 'X-Cockatiel-Offer';
