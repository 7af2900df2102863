/**
 * Whether new clients are to go to another node, because this one is about to stop. It goes on
 * serving whoever comes all the same: a load balancer takes its time to notice.
 */
export interface Draining {
  readonly isDraining: boolean;
  /** Begins it; there is no way back. */
  begin(): void;
}

/** Creates the state of a node that has just started. */
export function createDraining(): Draining {
  let isDraining = false;
  return {
    get isDraining() {
      return isDraining;
    },
    begin() {
      isDraining = true;
    },
  };
}
