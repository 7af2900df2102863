import { formatEntityTag, matchesStrongly, matchesWeakly } from './entity-tag.ts';
import { parseHttpDate } from './http-date.ts';

/** The validators of a file, for conditional requests. */
export interface Validators {
  readonly sha1: string;
  /** `Last-Modified`, in Unix seconds. */
  readonly seconds: number;
}

/** With these a response to a GET may have no body, or a part of the file. */
const partHeaders = [
  'range',
  'if-none-match',
  'if-modified-since',
  'if-match',
  'if-unmodified-since',
];

/** Tells whether the response to a GET can only be the whole file, if it is there. */
export function asksForWhole(headers: Headers): boolean {
  return !partHeaders.some((name) => headers.has(name));
}

/**
 * Evaluates the conditions of a GET or HEAD in the order of RFC 9110 §13.2.2.
 * A malformed date is ignored (§13.1.3, §13.1.4).
 */
export function evaluatePreconditions(headers: Headers, file: Validators): 200 | 304 | 412 {
  if (isOtherVersion(headers, file)) return 412;
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== null) return matchesWeakly(ifNoneMatch, file.sha1) ? 304 : 200;
  return file.seconds <= (readDate(headers, 'if-modified-since') ?? -Infinity) ? 304 : 200;
}

/**
 * Tells whether `If-Match` or, without it, `If-Unmodified-Since` asks for another version of the
 * file than this one.
 */
export function isOtherVersion(headers: Headers, file: Validators): boolean {
  const ifMatch = headers.get('if-match');
  if (ifMatch !== null) return !matchesStrongly(ifMatch, file.sha1);
  return file.seconds > (readDate(headers, 'if-unmodified-since') ?? Infinity);
}

/** Tells whether `If-None-Match` excludes this version of the file. */
export function isExcludedVersion(headers: Headers, file: Validators): boolean {
  const ifNoneMatch = headers.get('if-none-match');
  return ifNoneMatch !== null && matchesWeakly(ifNoneMatch, file.sha1);
}

/** Tells whether `If-Range` (RFC 9110 §13.1.5) is absent or matches the file. */
export function allowsRange(headers: Headers, file: Validators): boolean {
  const ifRange = headers.get('if-range');
  if (ifRange === null) return true;
  return ifRange === formatEntityTag(file.sha1) || parseHttpDate(ifRange) === file.seconds;
}

function readDate(headers: Headers, name: string): number | undefined {
  const text = headers.get(name);
  return text === null ? undefined : parseHttpDate(text);
}
