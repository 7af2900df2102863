const wordBits = 32;

/** A list of bits that grows at its end. Each takes one bit of memory, at most two. */
export interface BitList {
  /** Appends a bit. */
  push(bit: boolean): void;
  /** Whether the bit at an index is set; `false` past the end. */
  has(index: number): boolean;
  /** Counts the bits that are set from one index up to another, which is excluded. */
  count(from: number, to: number): number;
}

/** Creates an empty list. */
export function createBitList(): BitList {
  let words = new Uint32Array(1);
  let length = 0;

  function wordAt(index: number): number {
    return words[index] ?? 0;
  }

  return {
    push(bit) {
      const index = Math.floor(length / wordBits);
      if (index === words.length) {
        const larger = new Uint32Array(words.length * 2);
        larger.set(words);
        words = larger;
      }
      if (bit) words[index] = wordAt(index) | (1 << (length % wordBits));
      length += 1;
    },
    has: (index) => (wordAt(Math.floor(index / wordBits)) & (1 << (index % wordBits))) !== 0,
    count(from, to) {
      let sum = 0;
      const end = Math.min(to, length);
      for (let index = from; index < end; ) {
        const word = Math.floor(index / wordBits);
        const next = Math.min((word + 1) * wordBits, end);
        sum += countOnes(bitsOf(wordAt(word), index - word * wordBits, next - word * wordBits));
        index = next;
      }
      return sum;
    },
  };
}

/** Extracts the bits of a word from one position up to another, shifted to its low end. */
function bitsOf(word: number, from: number, to: number): number {
  const width = to - from;
  const shifted = word >>> from;
  return width === wordBits ? shifted : shifted & ((1 << width) - 1);
}

/** Counts the bits of a word in parallel: sums of pairs, then of fours, then of bytes. */
function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  const bytes = (fours + (fours >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bytes, 0x01010101) >>> 24;
}
