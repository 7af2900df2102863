import type { Context } from '../../../lib/context.ts';
import type { PassedRequest, PassedResponse } from '../../../lib/delivery/peer-link.ts';
import { instanceHeader, nodeHeader } from '../../../lib/http/node-headers.ts';
import type { SenderIds } from './peer-headers.ts';
import { peerHeaders, send } from './send.ts';

/** Has a request of a client served by a node in this process, as a link to a peer does. */
export async function passToNode(
  node: { readonly ctx: Context },
  { method, name, query = '', headers, body }: PassedRequest,
  { nodeId, instance }: SenderIds = {},
): Promise<PassedResponse> {
  const sender = {
    ...peerHeaders,
    ...(nodeId !== undefined && { [nodeHeader]: nodeId }),
    ...(instance !== undefined && { [instanceHeader]: instance }),
  };
  const sent = { headers: { ...sender, ...headers } };
  const bytes = body === undefined ? {} : { body: await readAll(body) };
  const response = await send(node, method, `/${name}${query}`, { ...sent, ...bytes });
  const header = (key: string): string | undefined => response.headers.get(key) ?? undefined;
  return { status: response.status, header, text: await response.text() };
}

/** The bytes of a body that is passed on. */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
