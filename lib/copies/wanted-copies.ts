import { HttpError } from '../http/http-error.ts';
import { findPreference } from './preferences.ts';

/** How many nodes must have a file; of a response: how many have it. */
export const copiesHeader = 'Cockatiel-Copies';

/** What the client of an upload wants to know of its copies. */
export interface WantedCopies {
  /** How many nodes must have the file, this one included. */
  readonly count: number;
  /** For how long it waits for them. */
  readonly waitSeconds: number;
  /** Whether the client said for how long. */
  readonly isWaitGiven: boolean;
}

/** How long an upload waits whose client says nothing about it. */
const defaultWaitSeconds = 10;
/** Half of what proxies commonly wait for a response. */
const longestWaitSeconds = 30;

const secondsPattern = /^\s*wait\s*=\s*(?:(\d{1,10})|"(\d{1,10})")\s*(?:;|$)/iu;

/**
 * Reads what an upload says of its copies: `Cockatiel-Copies` with their number, and for how long
 * it waits for them, `wait` of `Prefer` (RFC 7240 §4.3), 30 seconds at most. A preference that is
 * malformed counts as not given. `undefined` where no number was sent; throws a 400 where that is
 * none, or 0.
 */
export function parseWantedCopies(headers: Headers): WantedCopies | undefined {
  const text = headers.get(copiesHeader);
  if (text === null) return undefined;
  const count = /^\d{1,15}$/u.test(text) ? Number(text) : 0;
  if (count === 0) {
    throw new HttpError(400, `${copiesHeader} of an upload is not a number of nodes from 1 on.`);
  }
  const seconds = parseWait(headers);
  return {
    count,
    waitSeconds: Math.min(seconds ?? defaultWaitSeconds, longestWaitSeconds),
    isWaitGiven: seconds !== undefined,
  };
}

/**
 * Whether a HEAD asks how many nodes have the file: `Cockatiel-Copies: ?`. Throws a 400 for
 * anything else in that header.
 */
export function asksForCopies(headers: Headers): boolean {
  const text = headers.get(copiesHeader);
  if (text !== null && text !== '?') {
    throw new HttpError(400, `${copiesHeader} of a HEAD is not "?".`);
  }
  return text !== null;
}

function parseWait(headers: Headers): number | undefined {
  const [, plain, quoted] = secondsPattern.exec(findPreference(headers, 'wait') ?? '') ?? [];
  const seconds = plain ?? quoted;
  return seconds === undefined ? undefined : Number(seconds);
}
