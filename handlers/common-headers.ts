import type { Config } from '../lib/context.ts';
import { instanceHeader, nodeHeader } from '../lib/http/node-headers.ts';

const policyHeader = 'Cross-Origin-Resource-Policy';

/** Puts on a response what every response of this program carries. */
export function addCommonHeaders(
  response: Response,
  { version, nodeId, instance }: Pick<Config, 'version' | 'nodeId' | 'instance'>,
): Response {
  response.headers.set('Server', `cockatiel/${version}`);
  response.headers.set('X-Content-Type-Options', 'nosniff');
  response.headers.set(nodeHeader, nodeId);
  response.headers.set(instanceHeader, instance);
  // Files say for themselves whose pages may embed them. Nothing else is for another site's.
  if (!response.headers.has(policyHeader)) response.headers.set(policyHeader, 'same-origin');
  return response;
}
