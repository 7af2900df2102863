import { CredentialsError } from '../../lib/access/credentials-error.ts';
import type { Context } from '../../lib/context.ts';
import { describeError } from '../../lib/errors/describe-error.ts';
import {
  AlreadyArrivingError,
  ClientGoneError,
  InvalidFormError,
  InvalidNameError,
  NameConflictError,
  NoSpaceError,
  ObjectStoreError,
  StorageMissingError,
  TooLargeError,
  TooManyUploadsError,
  UploadGoneError,
  UploadTakenError,
  WrongChecksumError,
  WrongOffsetError,
} from '../../lib/errors/domain-errors.ts';
import { errorCode, isDiskFull } from '../../lib/errors/error-code.ts';
import type { Log } from '../../lib/host/log.ts';
import { bodyResponse, textResponse } from '../../lib/http/body-response.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { arrivingReason, reasonHeader } from '../../lib/http/node-headers.ts';
import { offsetHeader } from '../../lib/http/upload-offset.ts';
import { RemoteFileError } from '../../lib/read-through/remote-body.ts';
import { S3Error } from '../../lib/requests/refuse-s3.ts';

/** The status of each refusal of storage, journal and peers. */
const statuses = new Map<unknown, number>([
  [InvalidFormError, 400],
  [InvalidNameError, 400],
  [ClientGoneError, 408],
  [NameConflictError, 409],
  [UploadTakenError, 409],
  [UploadGoneError, 410],
  [TooLargeError, 413],
  [WrongOffsetError, 416],
  // "Checksum Mismatch" of tus.
  [WrongChecksumError, 460],
  [StorageMissingError, 503],
  [TooManyUploadsError, 503],
  [AlreadyArrivingError, 503],
  [RemoteFileError, 503],
  [ObjectStoreError, 503],
  [NoSpaceError, 507],
]);

/** Turns whatever a handler threw into a response: a refusal, or a 500 that is logged. */
export function errorResponse(error: unknown, log: Log): Response {
  if (error instanceof S3Error) return bodyResponse(error.toXml(), 'application/xml', error.status);
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
  if (error instanceof TooManyUploadsError) return { 'Retry-After': '60' };
  if (error instanceof RemoteFileError) return { 'Retry-After': '1' };
  return {};
}
