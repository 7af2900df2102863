import { describeError } from '../../lib/errors/describe-error.ts';
import { ObjectStoreError, TooLargeError } from '../../lib/errors/domain-errors.ts';
import { errorCode } from '../../lib/errors/error-code.ts';
import { readElement } from './s3-xml.ts';

/** A request that may succeed a little later (RFC 9110 §15, and what S3 adds to it). */
const transientStatuses = new Set([408, 409, 425, 429, 500, 502, 503, 504]);
/** S3 says this with a 400. */
const transientCodes = new Set(['RequestTimeout']);
/** What TLS says of a certificate: the next connection would end alike. */
const certificateCode = /CERT|^UNABLE_TO_|^ERR_TLS_/u;
/** More of an error's body is not read. */
const maxErrorBytes = 16 * 1024;

/** The error of a request to which there was no response. */
export function connectionError(error: unknown): ObjectStoreError {
  if (error instanceof ObjectStoreError) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = errorCode(error) ?? errorCode(cause) ?? 'ConnectionFailed';
  const detail = describeError(cause ?? error);
  return new ObjectStoreError({ code, detail, isTransient: !certificateCode.test(code) });
}

/**
 * The error that a response means. Of its body only the code and the message are taken. It is a
 * `TooLargeError` where the store takes no object of that size.
 */
export async function responseError(response: Response): Promise<ObjectStoreError | TooLargeError> {
  const { status } = response;
  const text = await readStart(response).catch(() => '');
  const code = readElement(text, 'Code') ?? `Status${status}`;
  // Some stores send an empty one.
  const detail = readElement(text, 'Message')?.trim() || `the store responded ${status}`;
  if (code === 'EntityTooLarge') {
    return new TooLargeError('The body is larger than the object store behind this node allows.');
  }
  const isTransient = transientStatuses.has(status) || transientCodes.has(code);
  return new ObjectStoreError({ code, detail: describeError(detail), isTransient });
}

async function readStart({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= maxErrorBytes) break;
  }
  return text;
}
