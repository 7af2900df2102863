import { HttpError } from '../http/http-error.ts';

/** RFC 9110 §10.1.1: throws a 417 for an expectation that no host meets. */
export function checkExpectation({ headers }: { readonly headers: Pick<Headers, 'get'> }): void {
  if (/^100-continue$/iu.test(headers.get('expect') ?? '100-continue')) return;
  throw new HttpError(417, 'The only supported expectation is "100-continue".');
}
