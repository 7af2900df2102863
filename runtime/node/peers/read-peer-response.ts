import type { IncomingMessage } from 'node:http';
import type { PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { responseText } from '../../../lib/delivery/response-text.ts';
import { isStatusReport } from '../../../lib/delivery/status-report.ts';
import { parseHttpDate } from '../../../lib/http/http-date.ts';
import { instanceHeader, nodeHeader, reasonHeader } from '../../../lib/http/node-headers.ts';
import { parseOffset } from '../../../lib/http/upload-offset.ts';

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
    if (method === 'GET') return done({ ...response, isStatus: isStatusReport(body) });
    if (method === 'POST' && response.status === 200) return done({ ...response, content: body });
    const text = responseText(incoming.headers['content-type'], body);
    done(text === undefined ? response : { ...response, text });
  });
}

/** Picks what a node needs from the head of a response. */
export function toPeerResponse({ statusCode = 0, headers }: IncomingMessage): PeerResponse {
  const header = (name: string): string | undefined => {
    const value = headers[name.toLowerCase()];
    return typeof value === 'string' ? value : undefined;
  };
  const [nodeId, instance] = [header(nodeHeader), header(instanceHeader)];
  const [reason, sha1] = [header(reasonHeader), header('X-Content-SHA1')];
  const [location, date] = [header('Location'), header('Date')];
  const dateSeconds = date === undefined ? undefined : parseHttpDate(date);
  return {
    status: statusCode,
    ...(nodeId !== undefined && { nodeId }),
    ...(instance !== undefined && { instance }),
    ...(reason !== undefined && { reason }),
    ...(sha1 !== undefined && { sha1: sha1.toLowerCase() }),
    ...(dateSeconds !== undefined && { dateSeconds }),
    ...parseOffset(header('Upload-Offset')),
    // Node decodes headers as Latin-1; the Python version may send a name unencoded, in UTF-8.
    ...(location !== undefined && { location: Buffer.from(location, 'latin1').toString() }),
  };
}
