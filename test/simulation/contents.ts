const encoder = new TextEncoder();

/** The names that clients ask for. */
export const bases = ['a.txt', 'd/b', 'd/e/c.tar.gz', 'ü e.html'] as const;

const small: readonly Uint8Array<ArrayBuffer>[] = [
  encoder.encode('hello'),
  new Uint8Array(),
  encoder.encode('x'.repeat(3000)),
];
/** More than is read from a disk at once, so that it is sent as a stream. */
const large: Uint8Array<ArrayBuffer> = encoder.encode('large '.repeat(25_000));

/** The bodies of a run; the second one is large in some of them. */
export function pickContent(body: number, hasLargeBody: boolean): Uint8Array<ArrayBuffer> {
  return hasLargeBody && body === 1
    ? large
    : (small[body % small.length] as Uint8Array<ArrayBuffer>);
}

/** One of many files: `base_…` is its stored name, and no other begins so. */
export function oneOfMany(number: number): {
  readonly base: string;
  readonly content: Uint8Array<ArrayBuffer>;
} {
  return { base: `many/${number}`, content: encoder.encode(`${number} `.padEnd(3000, 'y')) };
}
