/** The header that says how many bytes of a file are here, of a transfer that broke off. */
export const offsetHeader = 'Upload-Offset';

/** Reads the header of an answer; nothing where it is absent, or no number of bytes. */
export function parseOffset(text: unknown): { readonly offset?: number } {
  return typeof text === 'string' && /^\d{1,15}$/u.test(text) ? { offset: Number(text) } : {};
}
