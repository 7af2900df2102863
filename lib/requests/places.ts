/** A number of places, which are taken and given back. */
export interface Places {
  /** Takes a place, and returns what gives it back, once; `undefined` if there is none. */
  take(): (() => void) | undefined;
}

/**
 * Creates so many places, all free. They are a number and no set of who has them, for the reason
 * that `createInFlight` gives.
 */
export function createPlaces(count: number): Places {
  let free = count;

  function giveBack(): void {
    free += 1;
  }

  return {
    take() {
      if (free <= 0) return undefined;
      free -= 1;
      return giveBack;
    },
  };
}
