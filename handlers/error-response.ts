import { errorCode, isDiskFull } from '../lib/errors/error-code.ts';
import { HttpError } from '../lib/errors/http-error.ts';
import type { Log } from '../lib/host/log.ts';

/** Turns whatever a handler threw into an answer; only what is no refusal is logged. */
export function errorResponse(error: unknown, log: Log): Response {
  const refusal = toRefusal(error);
  if (refusal !== undefined) return plainText(refusal.status, refusal.message, refusal.headers);
  log.error('a request failed', { error });
  return plainText(500, 'The server failed.');
}

function toRefusal(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (isDiskFull(error)) return new HttpError(507, 'The disk is full.');
  const code = errorCode(error);
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new HttpError(503, 'The server has too many files open.', { 'Retry-After': '1' });
  }
  if (code === 'ENAMETOOLONG') return new HttpError(400, 'The name is too long for the disk.');
  return undefined;
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
