import { parseHttpDate } from '../http/http-date.ts';
import { instanceHeader, nodeHeader, reasonHeader } from '../http/node-headers.ts';
import { offsetHeader, parseOffset } from '../http/upload-offset.ts';
import type { PeerDownload, PeerResponse } from './peer-link.ts';

/** A header of a response; `undefined` if there is none of this name. */
export type HeaderOf = (name: string) => string | undefined;

/** A node sends the charset of a text that goes beyond ASCII, and of no other file. */
const utf8Pattern = /;\s*charset=utf-8$/iu;

/** Picks what a node needs from the head of a peer's response. */
export function readResponseHead(status: number, header: HeaderOf): PeerResponse {
  const [nodeId, instance] = [header(nodeHeader), header(instanceHeader)];
  const [reason, sha1] = [header(reasonHeader), header('X-Content-SHA1')];
  const [location, date] = [header('Location'), header('Date')];
  const dateSeconds = date === undefined ? undefined : parseHttpDate(date);
  return {
    status,
    ...(nodeId !== undefined && { nodeId }),
    ...(instance !== undefined && { instance }),
    ...(reason !== undefined && { reason }),
    ...(sha1 !== undefined && { sha1: sha1.toLowerCase() }),
    ...(dateSeconds !== undefined && { dateSeconds }),
    ...parseOffset(header(offsetHeader)),
    ...(location !== undefined && { location }),
  };
}

/** The same of a response to a request for a file. */
export function readDownloadHead(
  status: number,
  header: HeaderOf,
): Omit<PeerDownload, 'body' | 'cancel'> {
  const { nodeId, instance, sha1 } = readResponseHead(status, header);
  const [length, contentRange] = [header('Content-Length'), header('Content-Range')];
  return {
    status,
    ...(nodeId !== undefined && { nodeId }),
    ...(instance !== undefined && { instance }),
    ...(sha1 !== undefined && { sha1 }),
    ...(length !== undefined && { sizeBytes: Number(length) }),
    ...(contentRange !== undefined && { contentRange }),
    isUtf8: utf8Pattern.test(header('Content-Type') ?? ''),
  };
}
