/**
 * Runs pieces of work one after the other, in the order they come; one that fails stops no other.
 */
export function createMutex(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();

  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
