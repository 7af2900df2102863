import { peerKey } from '../../../lib/delivery/peer-url.ts';
import { parseRequestName } from '../../../lib/names/request-name.ts';
import { parseStoredName, type StoredNameParts } from '../../../lib/names/stored-name.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';
import { withoutTrailingSlashes } from '../../node/without-trailing-slashes.ts';

/**
 * Reads which file is meant: by its stored name, or by its URL at one of the nodes. Throws an
 * `Error` that says why it can't be one.
 */
export function parseTarget(word: string, nodes: readonly string[]): StoredNameParts {
  const isUrl = /^https?:\/\//iu.test(word);
  const stored = parseStoredName(isUrl ? nameInUrl(word, nodes) : word);
  if (stored !== undefined) return stored;
  throw new Error('it is not the name of a stored file, which has a time and a SHA-1 in it');
}

function nameInUrl(url: string, nodes: readonly string[]): string {
  const key = withoutQuery(peerKey(url));
  const node = nodes
    .map((each) => withoutTrailingSlashes(peerKey(each)))
    .find((each) => key.startsWith(`${each}/`));
  if (node === undefined) throw new Error('it is not the URL of a file at --node');
  return parseRequestName(key.slice(node.length));
}
