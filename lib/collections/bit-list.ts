const wordBits = 32;

/** A list of bits that grows at its end: one bit of memory each, two at most. */
export interface BitList {
  push(bit: boolean): void;
  /** Whether the bit at an index is set; past the end none is. */
  has(index: number): boolean;
  /** How many bits are set from one index up to another, which is not included. */
  count(from: number, to: number): number;
}

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

/** The bits of a word from one place up to another, moved to its low end. */
function bitsOf(word: number, from: number, to: number): number {
  const width = to - from;
  const shifted = word >>> from;
  return width === wordBits ? shifted : shifted & ((1 << width) - 1);
}

/** Adds up the bits of a word in pairs, then in fours, then in bytes. */
function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  const bytes = (fours + (fours >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bytes, 0x01010101) >>> 24;
}
