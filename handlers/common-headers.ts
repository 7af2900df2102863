import type { Config } from '../lib/context.ts';

/** Puts on a response what every response of this program carries. */
export function addCommonHeaders(
  response: Response,
  { version, nodeId }: Pick<Config, 'version' | 'nodeId'>,
): Response {
  response.headers.set('Server', `cockatiel/${version}`);
  response.headers.set('X-Content-Type-Options', 'nosniff');
  response.headers.set('X-Cockatiel-Node', nodeId);
  return response;
}
