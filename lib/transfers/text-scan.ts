import { portableTextCheck, type TextCheck } from '../host/text-check.ts';

/** Finds out the encoding of a text whose bytes pass in chunks. */
export interface TextScan {
  add(bytes: Uint8Array): void;
  /**
   * Whether all bytes together go beyond ASCII and are valid UTF-8. Of ASCII it says `false`:
   * such a text reads alike in any charset.
   */
  isUtf8(): boolean;
}

/** Begins a new scan. */
export type CreateTextScan = () => TextScan;

/** Begins to scan a text. Of what has passed it keeps three bytes at most. */
export function createTextScan({ isAscii, isUtf8 }: TextCheck = portableTextCheck): TextScan {
  let isBeyondAscii = false;
  let isValid = true;
  /** The beginning of a sequence whose end is in a later chunk. */
  let begun: Uint8Array = new Uint8Array();

  /** Takes the end of the sequence that has begun, and returns what follows it. */
  function complete(bytes: Uint8Array): Uint8Array {
    const missing = sequenceLength(byteAt(begun, 0)) - begun.length;
    const sequence = new Uint8Array([...begun, ...bytes.subarray(0, missing)]);
    const isWhole = missing <= bytes.length;
    begun = isWhole ? new Uint8Array() : sequence;
    isValid = !isWhole || isUtf8(sequence);
    return bytes.subarray(missing);
  }

  return {
    add(bytes) {
      if (!isValid) return;
      const rest = begun.length === 0 ? bytes : complete(bytes);
      if (!isValid || isAscii(rest)) return;
      isBeyondAscii = true;
      const end = endOfSequences(rest);
      isValid = isUtf8(rest.subarray(0, end));
      // A copy: the sender may use its buffer again.
      begun = new Uint8Array(rest.subarray(end));
    },
    isUtf8: () => isBeyondAscii && isValid && begun.length === 0,
  };
}

/** Where the sequence begins that is cut off at the end of a chunk; else the end of the chunk. */
function endOfSequences(bytes: Uint8Array): number {
  const { length } = bytes;
  for (const back of [1, 2, 3]) {
    const byte = byteAt(bytes, length - back);
    if (!isContinuation(byte)) return sequenceLength(byte) > back ? length - back : length;
  }
  return length;
}

/** A byte; 0 outside of the chunk. */
function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}

/** How many bytes the sequence has that begins with this one. */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
