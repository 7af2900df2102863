const utf8 = new TextEncoder();

/** Tells whether a text takes more than `maxBytes` in UTF-8. */
export function exceedsBytes(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes three bytes at most: most texts need not be encoded to be measured.
  return text.length * 3 > maxBytes && utf8.encode(text).length > maxBytes;
}
