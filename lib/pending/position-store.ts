import type { PeerPositions } from './peer-positions.ts';

/** Remembers across restarts how far each peer is. */
export interface PositionStore {
  /** What was saved before the last restart; nothing for a node that is new. */
  readonly saved: PeerPositions;
  /** Saves the positions durably, in place of those saved before. */
  save(positions: PeerPositions): Promise<void>;
}
