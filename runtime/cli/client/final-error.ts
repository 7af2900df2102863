import { describeFailure } from '../text/describe-failure.ts';

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
