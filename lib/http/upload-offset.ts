/** How many bytes of an interrupted transfer a node has. */
export const offsetHeader = 'Upload-Offset';

/** Parses the header of a response; no `offset` if it is absent or not a number of bytes. */
export function parseOffset(text: unknown): { readonly offset?: number } {
  return typeof text === 'string' && /^\d{1,15}$/u.test(text) ? { offset: Number(text) } : {};
}
