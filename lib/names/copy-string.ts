const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Copies a string that is kept for long. A substring may keep the whole string in memory: a name
 * that is part of a URL would keep a query of kilobytes.
 */
export function copyString(text: string): string {
  return decoder.decode(encoder.encode(text));
}
