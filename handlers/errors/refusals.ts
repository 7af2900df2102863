import type { Health } from '../../lib/disk/health.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { deletedReason, reasonHeader } from '../../lib/http/node-headers.ts';
import { offsetHeader } from '../../lib/http/upload-offset.ts';

/** A 404. Its `offset` tells a peer how many bytes of an interrupted transfer are here. */
export function notFound(offset?: number): HttpError {
  const headers = offset === undefined ? {} : { [offsetHeader]: String(offset) };
  return new HttpError(404, 'There is no such file.', headers);
}

/** A 500 for a file whose copy here is in quarantine, while no peer is known to have it. */
export function corruptCopy(): HttpError {
  return new HttpError(500, 'The copy of this node is corrupt, and no other node could send it.');
}

/** A 409 for a name that has a tombstone. The header tells peers that no retry is needed. */
export function deletedName(): HttpError {
  const message = 'The file of this name was deleted, and a name is never used again.';
  return new HttpError(409, message, { [reasonHeader]: deletedReason });
}

/** A 400 for a name that belongs to the server. */
export function reservedName(): HttpError {
  return new HttpError(400, 'Names starting with "_" or ".cockatiel" are reserved.');
}

/** A 412 for a condition that fails (RFC 9110 §13). */
export function preconditionFailed(): HttpError {
  return new HttpError(412, 'The file does not match the condition sent.');
}

/** A 405 that lists the methods of a path (RFC 9110 §15.5.6). */
export function wrongMethod(allow: string): HttpError {
  return new HttpError(405, `Use one of ${allow}.`, { Allow: allow });
}

/** A 503 while the disk with the files is not mounted. Peers and caches would believe a 404. */
export function storageMissing(): HttpError {
  return new HttpError(503, 'The storage directory of this node is missing: is its disk mounted?', {
    'Retry-After': '30',
  });
}

/** Throws a 503 while the node's disks can't be trusted with a write. */
export function requireWritable(health: Health): void {
  if (health.isStorageMissing) throw storageMissing();
  if (health.readOnlyReason !== undefined) {
    throw new HttpError(503, 'This node takes no writes at present.');
  }
}
