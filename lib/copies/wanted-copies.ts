import { HttpError } from '../http/http-error.ts';

/** How many nodes must have a file; of a response: how many have it. */
export const copiesHeader = 'Cockatiel-Copies';

/** Of a response: which preferences were honoured, and how (RFC 7240 §3). */
export const preferenceHeader = 'Preference-Applied';

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

/**
 * The elements of a list and the commas between them, up to the first that is malformed; a comma in
 * a quoted string divides nothing (RFC 9110 §5.6.4).
 */
const elementPattern = /(?:[^",]|"(?:[^"\\]|\\.)*")+|,/guy;
/** The first preference of this name counts (RFC 7240 §2); what follows `;` are parameters. */
const waitPattern = /^\s*wait\s*(?:$|[=;])/iu;
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
  const seconds = parseWait(headers.get('prefer') ?? '');
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

function parseWait(prefer: string): number | undefined {
  const preferences = prefer.match(elementPattern) ?? [];
  const wait = preferences.find((preference) => waitPattern.test(preference));
  const [, plain, quoted] = secondsPattern.exec(wait ?? '') ?? [];
  const seconds = plain ?? quoted;
  return seconds === undefined ? undefined : Number(seconds);
}
