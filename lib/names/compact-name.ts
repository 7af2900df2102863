/** Without the flag for code points, which makes it ten times slower: a half of a pair will do. */
const beyondLatin1 = /[\u0100-\uffff]/;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * A name as a text of its UTF-8, one byte a character; `undefined` where that takes no less memory.
 * One character beyond Latin-1 makes an engine keep two bytes for each of a text's characters.
 */
export function toCompactName(name: string): string | undefined {
  if (!beyondLatin1.test(name)) return undefined;
  const bytes = encoder.encode(name);
  if (bytes.length >= name.length * 2) return undefined;
  return Reflect.apply(String.fromCharCode, String, bytes);
}

/** The name again. */
export function fromCompactName(compact: string): string {
  const bytes = new Uint8Array(compact.length);
  for (const index of bytes.keys()) bytes[index] = compact.charCodeAt(index);
  return decoder.decode(bytes);
}
