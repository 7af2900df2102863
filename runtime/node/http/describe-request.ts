import type { IncomingMessage } from 'node:http';
import { withoutUser } from '../../../lib/delivery/peer-url.ts';
import type { LogFields } from '../../../lib/host/log.ts';

/**
 * Describes a request and the status of its response for the log. Leaves out secrets: any password
 * in the URL, and the query, which may contain a signature that is still valid.
 */
export function describeRequest({ method, url = '' }: IncomingMessage, status?: number): LogFields {
  const queryStart = url.indexOf('?');
  const target = queryStart === -1 ? url : url.slice(0, queryStart);
  return { method, url: target.startsWith('/') ? target : withoutUser(target), status };
}
