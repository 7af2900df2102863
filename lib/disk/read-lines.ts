import type { FileSystem } from '../host/file-system.ts';

const chunkBytes = 256 * 1024;
const newline = 10;
const nothing = new Uint8Array();

/** Longer lines are corrupt; they are cut to this, so that a file without newlines is harmless. */
export const maxLineBytes = 16 * 1024;

/** One line of a file, without its newline. */
export interface Line {
  readonly bytes: Uint8Array;
  /** Where the next line begins, in bytes from the start of the file. */
  readonly end: number;
  /** Whether the line ends with a newline: only the last one may not. */
  readonly complete: boolean;
}

/** Reads the lines of a file in bounded memory, from a byte offset on; an absent file has none. */
export async function* readLines(files: FileSystem, path: string, from = 0): AsyncGenerator<Line> {
  for await (const lines of readLineBatches(files, path, from)) yield* lines;
}

/** Reads many lines at a time: with millions of them, one `await` for each would take too long. */
export async function* readLineBatches(
  files: FileSystem,
  path: string,
  from = 0,
): AsyncGenerator<readonly Line[]> {
  const file = await files.open(path);
  if (file === undefined) return;
  try {
    let rest: Uint8Array = nothing;
    let position = from;
    for (;;) {
      const chunk = await file.read(position, chunkBytes);
      if (chunk.length === 0) break;
      const lines: Line[] = [];
      let start = 0;
      for (let cut = chunk.indexOf(newline); cut !== -1; cut = chunk.indexOf(newline, start)) {
        const end = position + cut + 1;
        lines.push({ bytes: join(rest, chunk.subarray(start, cut)), end, complete: true });
        start = cut + 1;
        rest = nothing;
      }
      yield lines;
      rest = join(rest, chunk.subarray(start));
      position += chunk.length;
    }
    if (rest.length > 0) yield [{ bytes: rest, end: position, complete: false }];
  } finally {
    await file.close();
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) {
    return second.length <= maxLineBytes ? second : second.subarray(0, maxLineBytes);
  }
  const joined = new Uint8Array(Math.min(first.length + second.length, maxLineBytes));
  joined.set(first);
  joined.set(second.subarray(0, joined.length - first.length), first.length);
  return joined;
}
