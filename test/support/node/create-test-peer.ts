import { createPeer, type Peer } from '../../../lib/delivery/peer.ts';
import { createPeerIdentities } from '../../../lib/delivery/peer-identity.ts';
import type { PeerLink } from '../../../lib/delivery/peer-link.ts';

/** What the node that a test peer belongs to shows of itself. */
export const ownIds = { nodeId: '0123456789abcdef', instance: 'fedcba9876543210' };

/** What a peer has shown before the test begins. */
export interface MetBefore {
  readonly nodeId: string;
  readonly instance?: string;
}

/** A peer behind a link that a test makes up, on a clock that stands. */
export function createTestPeer(send: PeerLink['send'], met?: MetBefore): Peer {
  const identity = createPeerIdentities(ownIds, { nowMs: () => 0 }).add('http://peer');
  if (met !== undefined) identity.note(met, identity.begin());
  return createPeer({ send }, identity);
}
