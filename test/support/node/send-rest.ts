import type { Context } from '../../../lib/context.ts';
import { bodyStream } from '../http/body-stream.ts';
import { peerHeaders, send } from './send.ts';
import { sha1Of } from './sha1-of.ts';

type Node = { readonly ctx: Context };

/** What `bodyStream` accepts. */
export type Pieces = readonly (string | (() => void | Promise<void>))[];

/** The name of a content that a peer sends. */
export function peerName(content: string, stem = 'a'): string {
  return `${stem}_13_${sha1Of(content)}`;
}

/** Ends a body as a cut connection does. */
export function cut(): never {
  throw new Error('cut');
}

/** Sends the end of a content as a peer, from a byte on. */
export function sendRest(
  node: Node,
  content: string,
  first: number,
  pieces: Pieces = [content.slice(first)],
  name = peerName(content),
): Promise<Response> {
  const size = content.length;
  const range = first === size ? `bytes */${size}` : `bytes ${first}-${size - 1}/${size}`;
  const headers = {
    ...peerHeaders,
    'X-Cockatiel-Node': '00000000000000cc',
    'Content-Range': range,
    'Content-Length': String(size - first),
  };
  return send(node, 'PUT', `/${name}`, { headers, body: bodyStream(...pieces) });
}

/** The response to an offer of a content: the status, and how much of it is there. */
export async function offer(
  node: Node,
  content: string,
  name = peerName(content),
): Promise<readonly [number, string | null]> {
  const headers = { ...peerHeaders, 'X-Cockatiel-Offer': '1', 'Content-Length': '0' };
  const response = await send(node, 'PUT', `/${name}`, { headers });
  return [response.status, response.headers.get('upload-offset')];
}
