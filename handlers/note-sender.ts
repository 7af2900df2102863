import { isFromPeer } from '../lib/access/caller.ts';
import { isNodeId } from '../lib/access/node-id.ts';
import type { Context } from '../lib/context.ts';
import { instanceHeader, nodeHeader } from '../lib/http/node-headers.ts';

/** Takes note of a node that sends an operation: it may be missing among the configured peers. */
export function noteSender(
  request: Request,
  { access, config, peers }: Pick<Context, 'access' | 'config' | 'peers'>,
): void {
  const nodeId = request.headers.get(nodeHeader) ?? '';
  // What is noted is kept and shown, so it must not be of any length.
  if (!isNodeId(nodeId)) return;
  if (request.method !== 'PUT' && request.method !== 'DELETE') return;
  const isSelf = request.headers.get(instanceHeader) === config.instance;
  if (!isSelf && isFromPeer(request, access)) peers.noteSender(nodeId);
}
