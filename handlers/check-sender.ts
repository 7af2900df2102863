import { isNodeId } from '../lib/access/node-id.ts';
import type { RequestContext } from '../lib/context.ts';
import { probeName } from '../lib/delivery/status-report.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { instanceHeader, nameHeader } from '../lib/http/node-headers.ts';

type SenderContext = Pick<RequestContext, 'name' | 'caller' | 'config' | 'peers' | 'clientAddress'>;

/**
 * Checks what nodes say of their requests. Throws a 421 for a peer's request whose path is not the
 * name that the peer means. Notes the process that sends a request: it may be a peer that was
 * restarted. Notes the node that sends an operation: it may be missing among this node's configured
 * peers.
 */
export function checkSender(request: Request, ctx: SenderContext): void {
  refuseMisdirected(request, ctx);
  noteSender(request, ctx);
}

/** A file under another name would be replicated under that name, too. */
function refuseMisdirected({ headers }: Request, { name, caller }: SenderContext): void {
  const meant = headers.get(nameHeader);
  if (meant === null || !caller.isPeer || decode(meant) === name) return;
  const names = `This node reads the path as "${name}", the sender means "${decode(meant)}"`;
  throw new HttpError(421, `${names}: the path in the sender's --node is wrong.`);
}

function noteSender({ method, headers }: Request, ctx: SenderContext): void {
  const { name, caller, config, peers, clientAddress } = ctx;
  if (caller.nodeId === undefined) return;
  const instance = headers.get(instanceHeader);
  if (instance === config.instance) return;
  if (instance !== null && isNodeId(instance)) peers.noteProcess(instance);
  // An idle node only asks whether it may send operations, and what this one holds.
  const isForPeers = method === 'PUT' || method === 'DELETE' || method === 'POST';
  if (isForPeers && name !== probeName) peers.noteSender(caller.nodeId, clientAddress);
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
