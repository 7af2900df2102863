/** Why something can't be done at any node: no other one is tried. */
export class FinalError extends Error {}

/** Does work that no node has part in; what it rejects with is a `FinalError`. */
export async function withoutNode<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof FinalError ? error : new FinalError(describeFailure(error));
  }
}

/** A message without the call and the path that Node adds: `EACCES: permission denied`. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Where a name has several addresses, the error of each is in a list.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  if (error.message === '' && first !== undefined) return describeFailure(first);
  const text = error.message === '' ? error.name : error.message;
  return text.replace(/\s+/gu, ' ').replace(/^([A-Z\d]+: [^,]+), .*$/u, '$1');
}
