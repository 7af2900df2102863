import type { IncomingMessage } from 'node:http';
import type { PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { createLineReader, readResponseBody } from '../../../lib/delivery/response-body.ts';
import { type HeaderOf, readResponseHead } from '../../../lib/delivery/response-head.ts';

/** A body larger than this is cut off: a status and the text of a refusal are small. */
const maxBodyBytes = 64 * 1024;
/** How long a body may take; then it is cut off. */
const maxBodyMs = 5000;

/**
 * Whether the body of a response is used: it is a node's status or the result of a comparison, or
 * says why it refuses.
 */
export function isBodyNeeded(method: string, status: number): boolean {
  return method === 'GET' || method === 'POST' || status >= 400;
}

/** Calls `done` with what a node needs of a response, once its body has ended or was cut off. */
export function readPeerResponse(
  incoming: IncomingMessage,
  method: string,
  done: (response: PeerResponse) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const isNeeded = isBodyNeeded(method, incoming.statusCode ?? 0);
  const timer = setTimeout(() => incoming.destroy(), maxBodyMs);
  incoming.on('error', () => undefined);
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) incoming.destroy();
    else if (isNeeded) chunks.push(chunk);
  });
  incoming.once('close', () => {
    clearTimeout(timer);
    const response = toPeerResponse(incoming);
    const body = Buffer.concat(chunks).toString();
    const type = incoming.headers['content-type'];
    done({ ...response, ...readResponseBody(method, response.status, type, body) });
  });
}

/** Passes the lines of a body on as they come. Resolves with the head once it has ended. */
export async function passLines(
  incoming: IncomingMessage,
  head: PeerResponse,
  onLine: NonNullable<PeerRequest['onLine']>,
): Promise<PeerResponse> {
  const read = createLineReader((line) => onLine(line, head));
  incoming.setEncoding('utf8');
  for await (const text of incoming) read(text as string);
  return head;
}

/** Picks what a node needs from the head of a response. */
export function toPeerResponse({ statusCode = 0, headers }: IncomingMessage): PeerResponse {
  const response = readResponseHead(statusCode, headerOf(headers));
  const { location } = response;
  if (location === undefined) return response;
  // Node decodes headers as Latin-1; the Python version may send a name unencoded, in UTF-8.
  return { ...response, location: Buffer.from(location, 'latin1').toString() };
}

/** A header that came once. */
export function headerOf(headers: IncomingMessage['headers']): HeaderOf {
  return (name) => {
    const value = headers[name.toLowerCase()];
    return typeof value === 'string' ? value : undefined;
  };
}
