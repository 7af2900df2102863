import type { IncomingMessage } from 'node:http';
import type { PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { isStatusReport } from '../../../lib/delivery/status-report.ts';
import { instanceHeader, nodeHeader, reasonHeader } from '../../../lib/http/node-headers.ts';
import { parseOffset } from '../../../lib/http/upload-offset.ts';

/** Only of a status does the body say what is needed; a longer one than this is cut off. */
const maxAnswerBytes = 64 * 1024;
const maxAnswerMs = 5000;

/** Tells what a response says to a node, once its body has ended or was cut off. */
export function readPeerAnswer(
  incoming: IncomingMessage,
  method: string,
  done: (answer: PeerResponse) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => incoming.destroy(), maxAnswerMs);
  incoming.on('error', () => undefined);
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) incoming.destroy();
    else if (method === 'GET') chunks.push(chunk);
  });
  incoming.once('close', () => {
    clearTimeout(timer);
    const answer = toPeerAnswer(incoming);
    if (method !== 'GET') return done(answer);
    done({ ...answer, isStatus: isStatusReport(Buffer.concat(chunks).toString()) });
  });
}

/** Reads the head of a response. */
export function toPeerAnswer({ statusCode = 0, headers }: IncomingMessage): PeerResponse {
  const text = (name: string): string | undefined => {
    const value = headers[name.toLowerCase()];
    return typeof value === 'string' ? value : undefined;
  };
  const [nodeId, instance] = [text(nodeHeader), text(instanceHeader)];
  const [reason, sha1] = [text(reasonHeader), text('X-Content-SHA1')];
  const location = text('Location');
  return {
    status: statusCode,
    ...(nodeId !== undefined && { nodeId }),
    ...(instance !== undefined && { instance }),
    ...(reason !== undefined && { reason }),
    ...(sha1 !== undefined && { sha1: sha1.toLowerCase() }),
    ...parseOffset(text('Upload-Offset')),
    // Node reads headers as Latin-1, and the Python version may send a name as it is, in UTF-8.
    ...(location !== undefined && { location: Buffer.from(location, 'latin1').toString() }),
  };
}
