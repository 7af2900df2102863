/** The end of a file from some byte on, which a resumed transfer sends. */
export interface ContentRange {
  /** The first byte sent; `totalBytes` if nothing is left to send but the end of the transfer. */
  readonly first: number;
  /** The size of the whole file. */
  readonly totalBytes: number;
}

const pattern = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/u;

/**
 * Parses a `Content-Range` (RFC 9110 §14.4) that reaches to the end of the file; `undefined` for
 * any other. `bytes *` with the size means that nothing is left to send.
 */
export function parseContentRange(text: string): ContentRange | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const totalBytes = Number(match[3]);
  if (!Number.isSafeInteger(totalBytes)) return undefined;
  if (match[1] === undefined) return { first: totalBytes, totalBytes };
  const first = Number(match[1]);
  const isEnd = first < totalBytes && Number(match[2]) === totalBytes - 1;
  return isEnd ? { first, totalBytes } : undefined;
}

/** Formats the `Content-Range` of a resumed transfer. */
export function formatContentRange({ first, totalBytes }: ContentRange): string {
  const span = first === totalBytes ? '*' : `${first}-${totalBytes - 1}`;
  return `bytes ${span}/${totalBytes}`;
}
