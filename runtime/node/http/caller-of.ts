import type { Access, Caller } from '../../../lib/access/access.ts';
import { identifyCaller } from '../../../lib/access/caller.ts';
import type { Exchange } from '../connection/exchange.ts';

/** Who sends the request of an exchange; it is found out once for each. */
export function callerOf(exchange: Exchange, access: Access): Caller {
  const { headers } = exchange.request;
  const get = (name: string): string | null => headers[name.toLowerCase()]?.toString() ?? null;
  exchange.caller ??= identifyCaller({ get }, access);
  return exchange.caller;
}
