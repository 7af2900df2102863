import { CredentialsError } from '../lib/access/credentials-error.ts';
import type { Context } from '../lib/context.ts';
import type { Health } from '../lib/disk/health.ts';
import { describeError } from '../lib/errors/describe-error.ts';
import {
  AlreadyArrivingError,
  ClientGoneError,
  InvalidNameError,
  NameConflictError,
  NoSpaceError,
  ObjectStoreError,
  StorageMissingError,
  TooLargeError,
  WrongOffsetError,
} from '../lib/errors/domain-errors.ts';
import { errorCode, isDiskFull } from '../lib/errors/error-code.ts';
import type { Log } from '../lib/host/log.ts';
import { textResponse } from '../lib/http/body-response.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { arrivingReason, deletedReason, reasonHeader } from '../lib/http/node-headers.ts';
import { offsetHeader } from '../lib/http/upload-offset.ts';
import { RemoteFileError } from '../lib/read-through/remote-body.ts';

/** The status of each refusal of storage, journal and peers. */
const statuses = new Map<unknown, number>([
  [InvalidNameError, 400],
  [ClientGoneError, 408],
  [NameConflictError, 409],
  [TooLargeError, 413],
  [WrongOffsetError, 416],
  [StorageMissingError, 503],
  [AlreadyArrivingError, 503],
  [RemoteFileError, 503],
  [ObjectStoreError, 503],
  [NoSpaceError, 507],
]);

/** Turns whatever a handler threw into a response: a refusal, or a 500 that is logged. */
export function errorResponse(error: unknown, log: Log): Response {
  const refusal = toHttpError(error);
  if (refusal !== undefined) return textResponse(refusal.message, refusal.status, refusal.headers);
  log.error('a request failed', { error });
  return textResponse('Internal server error.', 500);
}

/**
 * Notes a refusal that an operator must know of. What is logged of it has no credential, and
 * nothing of the request but its method.
 */
export function noteRefusal(
  error: unknown,
  { status }: Response,
  method: string,
  { refusals }: Pick<Context, 'refusals'>,
): void {
  if (status === 507) refusals.noteNoSpace({ method, reason: describeError(error) });
  if (!(error instanceof CredentialsError)) return;
  const { sender, nodeId, message: reason } = error;
  const node = nodeId === undefined ? {} : { node: nodeId };
  refusals.noteCredentials(sender, { method, status, reason, ...node }, nodeId);
}

function toHttpError(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  const status = error instanceof Error ? statuses.get(error.constructor) : undefined;
  if (status !== undefined)
    return new HttpError(status, (error as Error).message, headersOf(error));
  if (isDiskFull(error)) return new HttpError(507, 'The disk is full.');
  const code = errorCode(error);
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new HttpError(503, 'The server has too many files open.', { 'Retry-After': '1' });
  }
  return undefined;
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof WrongOffsetError) return { [offsetHeader]: String(error.offset) };
  if (error instanceof AlreadyArrivingError) {
    return { 'Retry-After': '1', [reasonHeader]: arrivingReason };
  }
  if (error instanceof ObjectStoreError) return { 'Retry-After': error.isTransient ? '1' : '60' };
  if (error instanceof RemoteFileError) return { 'Retry-After': '1' };
  return {};
}

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
