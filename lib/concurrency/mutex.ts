import { done } from './done.ts';

const nothing = (): void => undefined;

/** Creates a mutex: it runs work one call after the other, in order, whether or not it fails. */
export function createMutex(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = done;

  return (work) => {
    const result = last.then(work);
    // Nothing of the result is kept.
    last = result.then(nothing, nothing);
    return result;
  };
}
