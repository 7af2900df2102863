/** An invariant of this program does not hold: a defect, never something that a client did. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * States an invariant: what must be true here whatever clients, peers and disks do. Throws an
 * `AssertionError` that names it otherwise, so that nothing is built on top of a wrong state.
 */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new AssertionError(`Invariant violated: ${invariant}.`);
}
