import { parseNames } from '../../../handlers/request-context.ts';
import { parseRequestTarget } from '../../../lib/http/request-target.ts';
import { pathBelow } from '../../../lib/names/mounted-path.ts';
import type { StoredNameParts } from '../../../lib/names/stored-name.ts';
import type { CacheableRequest } from './cacheable-request.ts';

/**
 * The stored file that a request asks for, below the mount of the node; `undefined` where its path
 * names none. Throws what the application throws for a target that is malformed.
 */
export function fileAt(
  { method, target }: Pick<CacheableRequest, 'method' | 'target'>,
  mount: string | undefined,
): StoredNameParts | undefined {
  // Not with a base, against which `//a/b` would be a host and a path.
  const { pathname } = new URL(`http://localhost${parseRequestTarget(method, target)}`);
  const path = pathBelow(mount, pathname);
  return path === undefined ? undefined : parseNames(path).stored;
}
