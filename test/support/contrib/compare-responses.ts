import { openRawConnection } from '../http/raw-request.ts';
import type { RawResponse } from '../http/raw-response-parser.ts';
import type { RequestKind } from './request-kinds.ts';

/** What must be equal in a response to a file that is sent. */
const ofFiles = [
  ...['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag'],
  ...['last-modified', 'x-content-sha1', 'content-disposition'],
];
/** What must be equal in every response: what browsers and caches go by. */
const ofAll = [
  ...['x-content-type-options', 'content-security-policy', 'cross-origin-resource-policy'],
  ...['cache-control', 'vary', 'location', 'allow', 'access-control-allow-origin'],
];

/** Sends a request on a connection of its own; an empty header begins the body. */
export async function send(port: number, kind: RequestKind): Promise<RawResponse> {
  const connection = await openRawConnection(port);
  const { method, target, headers } = kind;
  const own = headers.some((header) => header.startsWith('Host:')) ? [] : ['Host: 127.0.0.1'];
  const lines = [`${method} ${target} HTTP/1.1`, ...own, ...headers];
  await connection.send(lines.join('\r\n') + (headers.includes('') ? '' : '\r\n\r\n'));
  const response = await connection.nextResponse({ hasNoBody: method === 'HEAD' });
  connection.close();
  return response;
}

/** The names of all parts in which a response differs from that of the node. */
export function differences(node: RawResponse, front: RawResponse): string[] {
  const isFile = node.status < 400;
  const names = [...ofAll, ...(isFile ? ofFiles : [])];
  const differing = names.filter((name) => node.headers.get(name) !== front.headers.get(name));
  return [
    ...(node.status === front.status ? [] : ['status']),
    ...differing,
    ...(isFile && !node.body.equals(front.body) ? ['body'] : []),
  ];
}
