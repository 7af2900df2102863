import { hashText } from './prng.ts';

/** A fingerprint of a growing text: equal runs have equal ones. */
export function createFingerprint(): { add(line: string): void; readonly hex: string } {
  let first = 0;
  let second = 1;
  return {
    add(line) {
      first = hashText(line, first);
      second = hashText(line, second ^ 0x5bd1e995);
    },
    get hex() {
      return [first, second].map((half) => half.toString(16).padStart(8, '0')).join('');
    },
  };
}
