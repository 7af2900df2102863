import type { IncomingMessage } from 'node:http';
import type { Access, Caller } from '../../../lib/access/access.ts';
import { identifyCaller } from '../../../lib/access/caller.ts';
import type { Exchange } from '../connection/exchange.ts';
import { headersOf } from './headers-of.ts';

/**
 * Who sends the request of an exchange. It is found out once for each, when its turn comes: the
 * secrets may be replaced while it waits behind other requests of its connection.
 */
export function callerOf(exchange: Exchange, access: Access): Caller {
  exchange.caller ??= callerNow(exchange.request, access);
  return exchange.caller;
}

/** Who sends a request by the secrets of this moment; nothing is remembered. */
export function callerNow(request: Pick<IncomingMessage, 'headers'>, access: Access): Caller {
  return identifyCaller(headersOf(request), access);
}
