/** Runs work as soon as it gets a slot; waiting work with less weight is first. */
export type WeightedLimit = <Result>(
  weight: number,
  work: () => Promise<Result>,
) => Promise<Result>;

/**
 * Creates a limit to how much work runs at once. Of the work that waits the lightest is next, among
 * equals the first that came, so that heavy work does not delay light work for long.
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
    // A slot that becomes free is handed to a waiter, so that a newcomer can't overtake it.
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
