import type { IncomingMessage } from 'node:http';

/** The headers of a request of Node's, as far as the Fetch API's are read. */
export function headersOf({
  headers,
}: Pick<IncomingMessage, 'headers'>): Pick<Headers, 'get' | 'has'> {
  return {
    get: (name) => headers[name.toLowerCase()]?.toString() ?? null,
    has: (name) => headers[name.toLowerCase()] !== undefined,
  };
}
