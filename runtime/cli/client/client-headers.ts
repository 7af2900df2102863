import type { SentRequest } from '../../../lib/delivery/peer-headers.ts';
import { version } from '../../node/version.ts';

/** What a command sends with each request. A node takes it for a client, not for a node. */
export function clientHeaders({ body }: SentRequest): Record<string, string> {
  return {
    'User-Agent': `cockatiel-client/${version}`,
    ...(body !== undefined && { 'Content-Length': String(body.sizeBytes) }),
  };
}
