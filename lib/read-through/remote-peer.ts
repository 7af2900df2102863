import type { PeerIdentity } from '../delivery/peer-identity.ts';
import type { PeerDownload, PeerLink, PeerRead } from '../delivery/peer-link.ts';
import type { Clock } from '../host/clock.ts';
import type { PeerReport } from '../pending/peers.ts';

/** A peer from which files are read that this node does not have. */
export interface RemotePeer {
  /** The peer as it may be named in logs. */
  readonly peerName: string;
  /** Whether it responds, as far as is known, and was not left alone for a while. */
  isReadable(): boolean;
  /** When this node and the peer were found to hold the same, in Unix milliseconds. */
  equalAtMs(): number | undefined;
  /** How far its clock is ahead, in seconds; `undefined` before a response has shown it. */
  clockOffsetSeconds(): number | undefined;
  /** Rejects when no response comes, or one of this very node. */
  read(request: PeerRead): Promise<RemoteDownload>;
  /** How many responses have come so far. */
  readonly responses: number;
  /** Leaves the peer alone for so long, or until it has come up or is another process. */
  rest(restMs: number): void;
}

/** What a peer sends, and which process sends it, as the journal records a sender. */
export interface RemoteDownload extends PeerDownload {
  /** Absent where that is not known for certain. */
  readonly from: string | undefined;
}

export interface RemotePeerOptions {
  readonly peerName: string;
  readonly read: NonNullable<PeerLink['read']>;
  readonly identity: PeerIdentity;
  readonly state: () => PeerReport['state'];
  readonly equalAtMs: () => number | undefined;
  readonly clockOffsetSeconds: () => number | undefined;
  readonly clock: Clock;
}

/** Creates the reader's view of a peer. */
export function createRemotePeer(options: RemotePeerOptions): RemotePeer {
  const { peerName, identity, state, equalAtMs, clockOffsetSeconds, clock } = options;
  let restsSinceMs = 0;
  let restsMs = 0;
  let wasUp = false;
  let resting: string | undefined;
  let responses = 0;

  function isResting(): boolean {
    const hasComeUp = !wasUp && state() === 'up';
    const isSame = !hasComeUp && identity.instance === resting;
    const passedMs = clock.nowMs() - restsSinceMs;
    // A clock that was set back must not make it longer.
    return passedMs >= 0 && passedMs < restsMs && isSame;
  }

  return {
    peerName,
    equalAtMs,
    clockOffsetSeconds,
    isReadable: () => isReachable(state()) && !isResting(),
    async read(request) {
      const begun = identity.begin();
      const download = await options.read(request);
      responses += 1;
      const by = identity.note(download, begun);
      if (by === 'self') {
        download.cancel();
        throw new Error('this node itself responded');
      }
      return { ...download, from: by === 'node' ? download.instance : undefined };
    },
    get responses() {
      return responses;
    },
    rest(restMs) {
      restsSinceMs = clock.nowMs();
      restsMs = restMs;
      wasUp = state() === 'up';
      resting = identity.instance;
    },
  };
}

/** After the start a peer may be there that was not contacted yet. */
function isReachable(state: PeerReport['state']): boolean {
  return state === 'up' || state === 'unknown';
}
