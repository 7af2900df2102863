import { createPeer, type Peer } from '../../../lib/delivery/peer.ts';
import { createPeerIdentities } from '../../../lib/delivery/peer-identity.ts';
import type { PeerLink } from '../../../lib/delivery/peer-link.ts';

/** The ids of the node that a test peer belongs to. */
export const ownIds = { nodeId: '0123456789abcdef', instance: 'fedcba9876543210' };

/** What a peer has shown before the test begins. */
export interface MetBefore {
  readonly nodeId: string;
  readonly instance?: string;
}

/** A peer behind a link of the test's own, on a clock that stands still. */
export function createTestPeer(send: PeerLink['send'], met?: MetBefore): Peer {
  const clock = { nowMs: () => 0 };
  const identity = createPeerIdentities(ownIds, clock).add('http://peer');
  if (met !== undefined) identity.note(met, identity.begin());
  return createPeer({ send }, identity, clock);
}
