const dash = '-'.charCodeAt(0);

/** Counts the parts of a form while its body goes by. */
export interface PartCounter {
  /** Takes the next chunk of the body. */
  add(chunk: Uint8Array): void;
  /** How many parts have begun. */
  readonly parts: number;
}

/**
 * Counts by the delimiters of RFC 2046 §5.1.1: each begins a part, but for one with two dashes
 * behind it, which ends the form. Holds no more than the end of a chunk in memory.
 */
export function createPartCounter(boundary: string): PartCounter {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let parts = 0;
  let isClosed = false;
  // What may begin a delimiter; the first one needs no line break before it.
  let rest = Buffer.from('\r\n');

  function add(chunk: Uint8Array): void {
    if (isClosed) return;
    const bytes = Buffer.concat([rest, chunk]);
    let undecided = 0;
    for (;;) {
      const begin = bytes.indexOf(delimiter, undecided);
      if (begin === -1) {
        undecided = Math.max(undecided, bytes.length - delimiter.length + 1);
        break;
      }
      const end = begin + delimiter.length;
      if (bytes.length < end + 2) {
        undecided = begin;
        break;
      }
      isClosed = bytes[end] === dash && bytes[end + 1] === dash;
      if (isClosed) return;
      parts += 1;
      undecided = end;
    }
    rest = Buffer.from(bytes.subarray(undecided));
  }

  return {
    add,
    get parts() {
      return parts;
    },
  };
}
