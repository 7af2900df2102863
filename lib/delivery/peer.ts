import { createGroupCommit } from '../concurrency/group-commit.ts';
import type { Clock } from '../host/clock.ts';
import { createClockOffset } from './clock-offset.ts';
import { DeliveryError, UnauthorizedError } from './delivery-error.ts';
import { createPeerAccess } from './peer-access.ts';
import type { PeerIdentity, Responder } from './peer-identity.ts';
import type { PeerLink, PeerRequest, PeerResponse } from './peer-link.ts';
import { type PeerProblem, peerProblems } from './peer-problem.ts';
import { isUnauthorizedStatus, isUnavailableStatus } from './response-status.ts';
import { sendToPeer } from './send-to-peer.ts';
import { type Standing, toStanding } from './standing.ts';
import { probeName, statusName } from './status-report.ts';

/** A response, and who gave it. */
export interface IdentifiedResponse extends PeerResponse {
  readonly by: Responder;
}

/** A peer, as far as this process knows it. */
export interface Peer {
  readonly identity: PeerIdentity;
  /**
   * Sends a request. Rejects with a `DeliveryError` when no response comes, or one that does not
   * count because of who gave it.
   */
  request(request: PeerRequest): Promise<IdentifiedResponse>;
  /**
   * Requests `/_status` after the call, never before it: what a server has claimed is judged by
   * what is there afterwards. Concurrent callers share a request.
   */
  findStanding(): Promise<Standing>;
  /** Whether the URL is known to lead to the root of the node that responds there now. */
  readonly isRootKnown: boolean;
  knowRoot(): void;
  /**
   * Notes that the Python version responds there. Throws a `DeliveryError` where it does so
   * alternately with nodes.
   */
  noteLegacy(): void;
  /** Makes the next delivery request `/_status` before it sends anything else. */
  doubt(problem?: PeerProblem): void;
  /** Rejects with a `DeliveryError` when a server that was doubted turns out to be no node. */
  resolveDoubt(): Promise<void>;
  /**
   * Asks whether a node, or the Python version, is there and lets this node in; returns why not. It
   * changes nothing there.
   */
  probe(): Promise<DeliveryError | undefined>;
  /** Something was acknowledged there, and verified. */
  trust(): void;
  problem(): PeerProblem | undefined;
  /** When the last exchange with it ended, in Unix milliseconds; 0 before the first. */
  readonly lastUsedMs: number;
  /** How far its clock is ahead, in seconds; `undefined` before a response has shown it. */
  readonly clockOffsetSeconds: number | undefined;
}

/** A transfer may pause for longer; a node that is there responds to a probe within this time. */
const probeLimit = { responseTimeoutMs: 2500 };

/** Creates a peer that was not contacted yet. */
export function createPeer(link: PeerLink, identity: PeerIdentity, clock: Clock): Peer {
  const clockOffset = createClockOffset();
  const access = createPeerAccess();
  let lastUsedMs = 0;
  let isDoubted = false;
  let problem: PeerProblem | undefined;
  /** What `/_status` shows to be wrong, which a later look at it can clear. */
  let statusProblem: PeerProblem | undefined;
  /** The id of the node whose root it is; none for the Python version. */
  let root: { readonly of: string | undefined } | undefined;
  /** What the last request for `/_status` has shown. */
  let shown: { readonly standing: Standing; readonly response: PeerResponse };

  async function request(request: PeerRequest): Promise<IdentifiedResponse> {
    const begun = identity.begin();
    const begunMs = clock.nowMs();
    const response = await sendToPeer(link, request).finally(() => {
      lastUsedMs = clock.nowMs();
    });
    const by = identity.note(response, begun);
    if (by !== 'self' && by !== 'shared') {
      clockOffset.note(response.dateSeconds, begunMs, clock.nowMs());
      access.note(request, response);
      return { ...response, by };
    }
    throw reject(by === 'self' ? 'this node itself' : 'one of several nodes');
  }

  function reject(who: string): DeliveryError {
    isDoubted = true;
    return new DeliveryError(`${who} responded`, 'protocol');
  }

  async function requestStatus(limit?: typeof probeLimit): Promise<void> {
    const response = await request({ method: 'GET', name: statusName, ...limit });
    shown = { standing: toStanding(response), response };
  }

  const requestStanding = createGroupCommit<undefined>(() => requestStatus());

  function refuseStanding(found: 'elsewhere' | 'unidentified'): DeliveryError {
    const isElsewhere = found === 'elsewhere';
    peer.doubt();
    statusProblem = isElsewhere ? peerProblems.wrongPath : peerProblems.notANode;
    const what = isElsewhere ? 'it has no /_status below this URL' : "its /_status is not a node's";
    return new DeliveryError(what, 'protocol');
  }

  /**
   * The status by which the peer keeps this node out. A node may show its `/_status` to everybody,
   * or hide it, so an operation is tried: once for each process, and as long as it is rejected.
   */
  async function findRefusal(): Promise<number | undefined> {
    const { standing, response } = shown;
    const isRejected = isUnauthorizedStatus(response.status);
    if (standing === 'unidentified') return isRejected ? response.status : undefined;
    if (standing === 'elsewhere') return undefined;
    const isGranted = standing === 'legacy' || access.isGrantedBy(response);
    if (!isGranted || isRejected || access.refusal !== undefined) {
      await request({ method: 'DELETE', name: probeName, ...probeLimit });
    }
    return access.refusal;
  }

  async function checkPresence(): Promise<void> {
    await requestStatus(probeLimit);
    const found = shown.standing;
    const refusal = await findRefusal();
    if (refusal !== undefined) throw new UnauthorizedError(`it responded ${refusal}`, 'rejected');
    const { status } = shown.response;
    // A node that is overloaded is there; a proxy that says so hides whether one is.
    if (found === 'unidentified' && isUnavailableStatus(status)) {
      throw new DeliveryError(`it responded ${status}`, 'protocol');
    }
    if (found === 'elsewhere' || found === 'unidentified') throw refuseStanding(found);
    statusProblem = undefined;
  }

  const peer: Peer = {
    identity,
    request,
    async findStanding() {
      await requestStanding(undefined);
      return shown.standing;
    },
    get isRootKnown() {
      return root !== undefined && root.of === identity.nodeId;
    },
    knowRoot() {
      root = { of: identity.nodeId };
    },
    noteLegacy() {
      identity.noteLegacy();
      if (identity.problem()?.isShared === true) throw reject('one of several nodes');
      peer.knowRoot();
    },
    doubt(found) {
      isDoubted = true;
      root = undefined;
      // Below a wrong path the Python version looks like another server, but for its `Location`.
      if (problem === undefined || found === peerProblems.wrongPath) problem = found;
    },
    async resolveDoubt() {
      if (!isDoubted) return;
      const found = await peer.findStanding();
      if (found === 'elsewhere' || found === 'unidentified') throw refuseStanding(found);
      isDoubted = false;
      statusProblem = undefined;
    },
    async probe() {
      try {
        await checkPresence();
        return undefined;
      } catch (error) {
        if (error instanceof DeliveryError) return error;
        throw error;
      }
    },
    trust() {
      problem = undefined;
      statusProblem = undefined;
    },
    problem() {
      const isElsewhere = statusProblem === peerProblems.wrongPath;
      return identity.problem() ?? (isElsewhere ? statusProblem : (problem ?? statusProblem));
    },
    get lastUsedMs() {
      return lastUsedMs;
    },
    get clockOffsetSeconds() {
      return clockOffset.seconds;
    },
  };
  return peer;
}
