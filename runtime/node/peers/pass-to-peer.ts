import type { ClientRequest, IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { PassedRequest, PassedResponse } from '../../../lib/delivery/peer-link.ts';
import { limitInterimResponses } from './limit-response.ts';
import type { PeerTarget } from './peer-target.ts';
import { headerOf } from './read-peer-response.ts';

/** The responses to such requests are short. */
const maxResponseBytes = 64 * 1024;

/**
 * Has a request of a client served by a peer, and resolves with the response. Its body is sent as
 * it comes, with back-pressure. It fails when no byte moves for `idleTimeoutMs`, and with the error
 * of the body where that breaks off. The request is in `inFlight` until it is over.
 */
export async function passToPeer(
  request: PassedRequest,
  target: PeerTarget,
  idleTimeoutMs: number,
  inFlight: Set<ClientRequest>,
): Promise<PassedResponse> {
  const { method, name, query, headers, body, signal } = request;
  const outgoing = target.createRequest({ method, name, query });
  inFlight.add(outgoing);
  outgoing.once('close', () => inFlight.delete(outgoing));
  for (const [header, value] of Object.entries(headers)) outgoing.setHeader(header, value);
  limitInterimResponses(outgoing);
  outgoing.setTimeout(idleTimeoutMs, () => {
    outgoing.destroy(new Error(`no data for ${idleTimeoutMs / 1000} seconds`));
  });
  const abort = (): void => void outgoing.destroy(new Error('the client has gone'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    const head = receiveHead(outgoing);
    return await readResponse(await Promise.race([head, failureOf(send(outgoing, body))]));
  } finally {
    signal.removeEventListener('abort', abort);
    // A peer that responds before the body is sent leaves the connection in mid-request.
    if (!outgoing.writableFinished) outgoing.destroy();
  }
}

async function send(outgoing: ClientRequest, body: PassedRequest['body']): Promise<void> {
  if (body === undefined) outgoing.end();
  else await pipeline(body, outgoing);
}

/** Rejects as the sending does; that it is done means nothing yet. */
function failureOf(sending: Promise<void>): Promise<never> {
  return new Promise((_, reject) => {
    sending.catch(reject);
  });
}

function receiveHead(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing
      .on('error', reject)
      .once('close', () => reject(new Error('the connection was closed')))
      .once('response', resolve);
  });
}

async function readResponse(incoming: IncomingMessage): Promise<PassedResponse> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) break;
    chunks.push(chunk);
  }
  const header = headerOf(incoming.headers);
  return { status: incoming.statusCode ?? 0, header, text: Buffer.concat(chunks).toString() };
}
