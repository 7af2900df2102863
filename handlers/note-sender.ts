import type { Context } from '../lib/context.ts';
import { instanceHeader, isFromPeer, nodeHeader } from '../lib/peer-request.ts';

/** Takes note of a node that sends an operation: it may be missing among the configured peers. */
export function noteSender(
  request: Request,
  { access, config, peers }: Pick<Context, 'access' | 'config' | 'peers'>,
): void {
  const nodeId = request.headers.get(nodeHeader);
  if (nodeId === null || (request.method !== 'PUT' && request.method !== 'DELETE')) return;
  const isSelf = request.headers.get(instanceHeader) === config.instance;
  if (!isSelf && isFromPeer(request, access)) peers.noteSender(nodeId);
}
