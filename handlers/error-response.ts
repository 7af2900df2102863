import {
  AlreadyArrivingError,
  ClientGoneError,
  InvalidNameError,
  NameConflictError,
  NoSpaceError,
  StorageMissingError,
  TooLargeError,
  WrongOffsetError,
} from '../lib/errors/domain-errors.ts';
import { errorCode, isDiskFull } from '../lib/errors/error-code.ts';
import type { Log } from '../lib/host/log.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { arrivingReason, reasonHeader } from '../lib/http/node-headers.ts';
import { offsetHeader } from '../lib/http/upload-offset.ts';

/** The status of each refusal of storage and journal. */
const statuses = new Map<unknown, number>([
  [InvalidNameError, 400],
  [ClientGoneError, 408],
  [NameConflictError, 409],
  [TooLargeError, 413],
  [WrongOffsetError, 416],
  [StorageMissingError, 503],
  [AlreadyArrivingError, 503],
  [NoSpaceError, 507],
]);

/** Turns whatever a handler threw into a response. Logs what is no refusal, and sends it as 500. */
export function errorResponse(error: unknown, log: Log): Response {
  const refusal = toHttpError(error);
  if (refusal !== undefined) return plainText(refusal.status, refusal.message, refusal.headers);
  log.error('a request failed', { error });
  return plainText(500, 'Internal server error.');
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
  if (code === 'ENAMETOOLONG') return new HttpError(400, 'The name is too long for the disk.');
  return undefined;
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof WrongOffsetError) return { [offsetHeader]: String(error.offset) };
  if (error instanceof AlreadyArrivingError) {
    return { 'Retry-After': '1', [reasonHeader]: arrivingReason };
  }
  return {};
}

function plainText(
  status: number,
  message: string,
  extra: Readonly<Record<string, string>> = {},
): Response {
  const body = new TextEncoder().encode(`${message}\n`);
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    ...extra,
  };
  return new Response(body, { status, headers });
}
