/** Bytes `first` to `last` of a file, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const rangePattern = /^bytes=(\d*)-(\d*)$/iu;

/**
 * Parses a `Range` header for a file of `sizeBytes` (RFC 9110 §14.2). `whole` if the header is
 * malformed or has several ranges, `unsatisfiable` if the range begins after the end of the file.
 */
export function parseByteRange(
  header: string,
  sizeBytes: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const match = rangePattern.exec(header);
  const [, from = '', to = ''] = match ?? [];
  if (from === '') return to === '' ? 'whole' : parseSuffix(Number(to), sizeBytes);
  const first = Number(from);
  const last = to === '' ? Infinity : Number(to);
  if (last < first) return 'whole';
  if (first >= sizeBytes) return 'unsatisfiable';
  return { first, last: Math.min(last, sizeBytes - 1) };
}

/** The last `length` bytes; for an empty file that is the whole file (RFC 9110 §14.1.2). */
function parseSuffix(length: number, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  if (length === 0) return 'unsatisfiable';
  if (sizeBytes === 0) return 'whole';
  return { first: Math.max(sizeBytes - length, 0), last: sizeBytes - 1 };
}
