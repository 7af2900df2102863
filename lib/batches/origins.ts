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
/** An origin that has brought files does not any more where so many in a row came otherwise. */
export const maxMisses = 16;
/** Of more than that all are forgotten: they are processes, and do not end with their files. */
const maxOrigins = 100;

/** How many files in a row an origin did not bring, and with how many it does not seem to. */
interface Record {
  readonly misses: number;
  readonly tooMany: number;
}

const unknown: Record = { misses: 0, tooMany: 1 };

/** Creates the origins of what one peer is sent; none of them is known. */
export function createOrigins(): Origins {
  const records = new Map<string, Record>();

  function keep(origin: string, record: Record): void {
    if (records.size === maxOrigins && !records.has(origin)) records.clear();
    records.set(origin, record);
  }

  return {
    mayBring(origin) {
      const { misses, tooMany } = records.get(origin) ?? unknown;
      return misses < tooMany;
    },
    note(origin, status) {
      const { misses, tooMany } = records.get(origin) ?? unknown;
      // A busy origin may now and then be slower than this one.
      if (status === 302) keep(origin, { misses: 0, tooMany: maxMisses });
      if (status === 201) keep(origin, { misses: misses + 1, tooMany });
    },
  };
}
