import { matchesExactly } from './entity-tag.ts';
import { isExcludedVersion, isOtherVersion, type Validators } from './preconditions.ts';

/** Whether a condition depends on a file: without it nobody has to look whether there is one. */
export function dependsOnFile(headers: Headers): boolean {
  return ['if-match', 'if-none-match', 'if-unmodified-since'].some((name) => isSent(headers, name));
}

/**
 * Tells whether a condition of an upload fails. `file` is the one that is stored under the name
 * asked for, if there is one. Without it `If-Match` fails, even `*`, and all others hold.
 */
export function forbidsUpload(headers: Headers, file: Validators | undefined): boolean {
  if (file === undefined) return isSent(headers, 'if-match');
  return isUnexpected(headers, file) || isExcludedVersion(headers, file);
}

/**
 * Tells whether a condition of a deletion fails. The name has the validators of its file, so
 * `If-Unmodified-Since` counts even where the file is not here: the record of the deletion would
 * remove a copy that comes later. `If-Match` needs a file that is here (RFC 9110 §13.1.1).
 */
export function forbidsDeletion(headers: Headers, named: Validators, isHere: boolean): boolean {
  if (isUnexpected(headers, named)) return true;
  return isHere ? isExcludedVersion(headers, named) : isSent(headers, 'if-match');
}

/** Whether `If-Match` or, without it, `If-Unmodified-Since` asks for another version. */
function isUnexpected(headers: Headers, file: Validators): boolean {
  const ifMatch = headers.get('if-match');
  if (ifMatch === null) return isOtherVersion(headers, file);
  return !matchesExactly(ifMatch, file.sha1);
}

/** Whether a header was sent, be it empty. `has` of the Node host says no of an empty one. */
function isSent(headers: Headers, name: string): boolean {
  return headers.get(name) !== null;
}
