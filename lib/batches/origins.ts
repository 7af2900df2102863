/** Which processes bring a peer their files themselves, as far as its responses have shown. */
export interface Origins {
  /** Whether one may be about to send a file of its own; so may any that is not known. */
  mayBring(origin: string): boolean;
  /** The peer responded so to a file of this one that was sent on, or to an offer of it. */
  note(origin: string, status: number): void;
}

/** For so long a file of an origin that may bring it is not offered, in milliseconds. */
export const offerWaitMs = 200;
/** For so long a file that was offered, and is not there, is not sent on. */
export const originHeadStartMs = 300;
/** Of more than that all are forgotten: they are processes, and do not end with their files. */
const maxOrigins = 100;

/** Creates the origins of what one peer is sent; none of them is known. */
export function createOrigins(): Origins {
  const absent = new Set<string>();
  return {
    mayBring: (origin) => !absent.has(origin),
    note(origin, status) {
      if (status === 302) absent.delete(origin);
      if (status !== 201) return;
      if (absent.size === maxOrigins && !absent.has(origin)) absent.clear();
      absent.add(origin);
    },
  };
}
