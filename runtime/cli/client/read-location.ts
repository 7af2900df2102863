import { readStored } from '../../../client/stored-name.ts';
import { peerKey } from '../../../lib/delivery/peer-url.ts';
import { withoutTrailingSlashes } from '../../node/without-trailing-slashes.ts';
import { FinalError } from './final-error.ts';

/** Where a file is stored. */
export interface StoredFile {
  readonly name: string;
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
  const stored = readStored(location ?? '', sentName, withoutTrailingSlashes(peerKey(nodeUrl)));
  if (stored === undefined || stored.sha1 !== sha1) {
    throw new FinalError(`it was stored under another name or content: ${location ?? 'unknown'}`);
  }
  return { name: stored.name, url: stored.url };
}
