/** Runs a piece of work when there is a slot for it; `weight` decides who waits longer. */
export type WeightedLimit = <Result>(
  weight: number,
  work: () => Promise<Result>,
) => Promise<Result>;

/**
 * Limits how many pieces of work run at once. Of those that wait the lightest is next, and among
 * equals the one that came first, so that heavy work never holds up light work for long.
 */
export function createWeightedLimit(slots: number): WeightedLimit {
  const waiting: { readonly weight: number; readonly begin: () => void }[] = [];
  let running = 0;

  function slot(weight: number): Promise<void> {
    return new Promise((begin) => {
      const index = waiting.findIndex((other) => other.weight > weight);
      waiting.splice(index === -1 ? waiting.length : index, 0, { weight, begin });
    });
  }

  return async (weight, work) => {
    // A slot that becomes free is handed on, so nobody who comes now overtakes.
    if (running === slots) await slot(weight);
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next.begin();
    }
  };
}
