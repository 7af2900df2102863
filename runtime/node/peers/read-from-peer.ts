import type { ClientRequest, IncomingMessage } from 'node:http';
import type { PeerDownload } from '../../../lib/delivery/peer-link.ts';
import { readDownloadHead } from '../../../lib/delivery/response-head.ts';
import type { HttpRead } from './http-request.ts';
import { limitInterimResponses } from './limit-response.ts';
import type { PeerTarget } from './peer-target.ts';
import { headerOf } from './read-peer-response.ts';

/**
 * Requests a file of a peer, and resolves with the head of the response; the body is read with
 * back-pressure. It fails when no byte comes for `idleTimeoutMs`, except while nobody reads it. The
 * request is in `inFlight` until it is over.
 */
export async function readFromPeer(
  request: HttpRead,
  target: PeerTarget,
  idleTimeoutMs: number,
  inFlight: Set<ClientRequest>,
): Promise<PeerDownload> {
  const outgoing = target.createRequest(request);
  inFlight.add(outgoing);
  outgoing.once('close', () => inFlight.delete(outgoing));
  try {
    return toDownload(await receiveHead(outgoing, request.signal, idleTimeoutMs), outgoing);
  } catch (error) {
    // The peer closed the idle connection at this moment. That is no failure: try a new one.
    const isStale = outgoing.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    if (!isStale || request.signal.aborted) throw error;
    return await readFromPeer(request, target, idleTimeoutMs, inFlight);
  }
}

function receiveHead(
  outgoing: ClientRequest,
  signal: AbortSignal,
  idleTimeoutMs: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const abort = (): void => void outgoing.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    // Destroying a request that has no socket yet emits no `error`.
    outgoing
      .on('error', reject)
      .once('close', () => reject(new Error('the connection was closed')));
    outgoing.once('response', (incoming) => {
      signal.removeEventListener('abort', abort);
      resolve(incoming);
    });
    limitInterimResponses(outgoing);
    outgoing.setTimeout(idleTimeoutMs, () => {
      outgoing.destroy(new Error(`no data for ${idleTimeoutMs / 1000} seconds`));
    });
    outgoing.end();
  });
}

function toDownload(incoming: IncomingMessage, outgoing: ClientRequest): PeerDownload {
  // An error that comes while nobody reads is seen by the next who does.
  incoming.on('error', () => undefined);
  // Without a body the connection can be used again.
  if (outgoing.method === 'HEAD') incoming.resume();
  return {
    ...readDownloadHead(incoming.statusCode ?? 0, headerOf(incoming.headers)),
    body: incoming as AsyncIterable<Buffer<ArrayBuffer>>,
    cancel() {
      if (outgoing.method !== 'HEAD' && !incoming.complete) outgoing.destroy();
    },
  };
}
