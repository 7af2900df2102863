import { InvalidFormError } from '../../lib/errors/domain-errors.ts';

/** In quotes or without; the other parameters of a form are nobody's. */
const parameter = /;\s*boundary=(?:"([^"\\]*)"|([^\s;"]*))/iu;
const printable = /^[ -~]{1,200}$/u;

/**
 * The boundary in the Content-Type of a form, of 200 characters at most, where RFC 2046 allows 70.
 * Throws an `InvalidFormError` where there is none.
 */
export function parseBoundary(contentType: string): string {
  const [, quoted, plain] = parameter.exec(contentType) ?? [];
  const boundary = quoted ?? plain ?? '';
  if (printable.test(boundary)) return boundary;
  throw new InvalidFormError('The Content-Type of the form has no valid boundary.');
}
