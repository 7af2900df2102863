const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * A copy of a text that is to be kept. A part of a string may keep the whole string in memory: of a
 * name that was cut out of a URL, a query of kilobytes.
 */
export function copyString(text: string): string {
  return decoder.decode(encoder.encode(text));
}
