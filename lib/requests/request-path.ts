import { HttpError } from '../http/http-error.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import { pathBelow } from '../names/mounted-path.ts';

/**
 * The path that a request asks for, below the mount of the node and as it is written in a URL.
 * Throws a 404 for one outside of the mount, and a 400 for what a URL parser would change into
 * another path, as far as the host has left it in the URL.
 */
export function requestPath(
  { method, url }: Pick<Request, 'method' | 'url'>,
  mount?: string,
): string {
  parseRequestTarget(method, url);
  const path = pathBelow(mount, new URL(url).pathname);
  if (path === undefined) throw new HttpError(404, 'There is no such route.');
  return path;
}
