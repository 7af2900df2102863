import type { IncomingMessage } from 'node:http';
import type { Access } from '../../../lib/access/access.ts';
import { isFromPeer } from '../../../lib/access/caller.ts';

/** Whether a request comes from another node of the cluster. */
export function isPeerRequest({ headers }: IncomingMessage, access: Access): boolean {
  const get = (name: string): string | null => headers[name]?.toString() ?? null;
  return isFromPeer({ headers: { get } }, access);
}
