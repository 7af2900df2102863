import type { IncomingMessage } from 'node:http';
import { withoutUser } from '../../../lib/delivery/peer-url.ts';
import type { LogFields } from '../../../lib/host/log.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';
import type { Exchange } from '../connection/exchange.ts';
import type { ResponseParts } from '../response/response-parts.ts';
import { clientOf, type FindClient } from './find-client.ts';

/**
 * Describes a request and the status of its response for the log. Leaves out secrets: any password
 * in the URL, and the query, which may contain a signature that is still valid.
 */
export function describeRequest({ method, url = '' }: IncomingMessage, status?: number): LogFields {
  const target = withoutQuery(url);
  return { method, url: target.startsWith('/') ? target : withoutUser(target), status };
}

/**
 * Describes a request whose response was sent, or given up: also the bytes of both bodies, how long
 * it took, where the client is, and where the file is that was stored or found. That has no query
 * either: the URL of a resumable upload has the signature of the one that began it.
 */
export function describeExchange(
  exchange: Exchange,
  { status, head }: Pick<ResponseParts, 'status' | 'head'>,
  { ms, findClient }: { readonly ms: number; readonly findClient: FindClient | undefined },
): LogFields {
  const { request, response, received, sent } = exchange;
  const at = head.indexOf('location');
  return {
    ...describeRequest(request, status),
    sent,
    ...(received > 0 && { received }),
    ms: Math.round(ms * 10) / 10,
    client: clientOf(exchange, findClient),
    ...(at !== -1 && { location: withoutQuery(`${head[at + 1]}`) }),
    ...(response.destroyed && !response.writableFinished && { broken: true }),
  };
}
