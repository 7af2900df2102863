import type { Access } from '../lib/access/access.ts';
import { isFromPeer } from '../lib/access/caller.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { nameHeader } from '../lib/http/node-headers.ts';

/**
 * Throws a 421 for a node's request whose path is not the name that the node means: what it sends
 * would be stored under another name, and from there under yet another one.
 */
export function refuseMisdirected(request: Request, name: string, access: Access): void {
  const meant = request.headers.get(nameHeader);
  if (meant === null || decode(meant) === name || !isFromPeer(request, access)) return;
  const names = `This node reads the path as "${name}", the sender means "${decode(meant)}"`;
  throw new HttpError(421, `${names}: the path in the sender's --node is wrong.`);
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
