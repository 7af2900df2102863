/** Has no `u` flag, which would make it ten times slower: half of a surrogate pair matches too. */
const beyondLatin1 = /[\u0100-\uffff]/;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Encodes a name as a string with one character for each byte of its UTF-8; `undefined` if that
 * saves no memory. A single character beyond Latin-1 makes an engine store every character of a
 * string in two bytes.
 */
export function toCompactName(name: string): string | undefined {
  if (!beyondLatin1.test(name)) return undefined;
  const bytes = encoder.encode(name);
  if (bytes.length >= name.length * 2) return undefined;
  return Reflect.apply(String.fromCharCode, String, bytes);
}

/** Decodes a compact name. */
export function fromCompactName(compact: string): string {
  const bytes = new Uint8Array(compact.length);
  for (const index of bytes.keys()) bytes[index] = compact.charCodeAt(index);
  return decoder.decode(bytes);
}
