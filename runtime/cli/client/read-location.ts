import { peerKey } from '../../../lib/delivery/peer-url.ts';
import { matchLocation } from '../../../lib/names/match-location.ts';
import { parseStoredName, type StoredName, stampName } from '../../../lib/names/stored-name.ts';
import { formatLocation } from '../../../lib/names/url-path.ts';
import { withoutTrailingSlashes } from '../../node/without-trailing-slashes.ts';
import { FinalError } from './final-error.ts';

/** Where a file is stored. */
export interface StoredFile {
  readonly name: StoredName;
  readonly url: string;
}

/**
 * Reads a node's `Location` of a file that was sent under a name, to a URL. Throws a `FinalError`
 * if it is not the name of that file: then something else was stored than what was sent.
 */
export function readLocation(
  location: string | undefined,
  sentName: string,
  sha1: string,
  nodeUrl: string,
): StoredFile {
  const candidates = namesIn(location ?? '', sentName, sha1);
  const name = candidates.find((candidate) => isAt(location, candidate));
  if (location === undefined || name === undefined) {
    throw new FinalError(`it was stored under another name or content: ${location ?? 'unknown'}`);
  }
  const isUrl = /^https?:\/\//iu.test(location);
  const url = isUrl ? location : formatLocation(withoutTrailingSlashes(peerKey(nodeUrl)), name);
  return { name, url };
}

/** What a file with this SHA-1 may be called, by the seconds that stand before it. */
function namesIn(location: string, sentName: string, sha1: string): readonly StoredName[] {
  const own = parseStoredName(sentName);
  const seconds = [...location.matchAll(/_(\d{1,15})_([0-9a-f]{40})/gu)]
    .filter(([, , hash]) => hash === sha1)
    .map(([, digits]) => Number(digits));
  const stamped = seconds.map((second) => stampName(sentName, second, sha1)?.name);
  return [own?.sha1 === sha1 ? own.name : undefined, ...stamped].filter(
    (name) => name !== undefined,
  );
}

function isAt(location: string | undefined, name: StoredName): boolean {
  const match = matchLocation(location, name);
  return match === 'exact' || match === 'within';
}
