import { HttpError } from '../errors/http-error.ts';

/** The header that says how many bytes of a file are here, of a transfer that broke off. */
export const offsetHeader = 'Upload-Offset';

/** The refusal of a transfer that does not go on where the part that is here ends. */
export function wrongOffset(offset: number): HttpError {
  const message = `Go on from byte ${offset}, where the part that is here ends.`;
  return new HttpError(416, message, { [offsetHeader]: String(offset) });
}

/** Reads the header of an answer; nothing where it is absent, or no number of bytes. */
export function parseOffset(text: unknown): { readonly offset?: number } {
  return typeof text === 'string' && /^\d{1,15}$/u.test(text) ? { offset: Number(text) } : {};
}
