import { instanceHeader, nodeHeader } from './node-headers.ts';

const policyHeader = 'Cross-Origin-Resource-Policy';

/** What a node says of itself in every response. */
export interface NodeSignature {
  readonly version: string;
  readonly nodeId: string;
  readonly instance: string;
}

/** Adds the headers that every response of this program has. */
export function addCommonHeaders(
  response: Response,
  { version, nodeId, instance }: NodeSignature,
): Response {
  response.headers.set('Server', `cockatiel/${version}`);
  response.headers.set('X-Content-Type-Options', 'nosniff');
  response.headers.set(nodeHeader, nodeId);
  response.headers.set(instanceHeader, instance);
  // A file has its own policy on who may embed it. Nothing else may be embedded by other sites.
  if (!response.headers.has(policyHeader)) response.headers.set(policyHeader, 'same-origin');
  return response;
}
