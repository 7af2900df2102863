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
  headers: Headers,
  { version, nodeId, instance }: NodeSignature,
): void {
  headers.set('Server', `cockatiel/${version}`);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set(nodeHeader, nodeId);
  headers.set(instanceHeader, instance);
  // A file has its own policy on who may embed it. Nothing else may be embedded by other sites.
  if (!headers.has(policyHeader)) headers.set(policyHeader, 'same-origin');
}
