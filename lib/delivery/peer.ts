import { createGroupCommit } from '../concurrency/group-commit.ts';
import { hostReason } from '../http/node-headers.ts';
import { DeliveryError } from './delivery-error.ts';
import type { PeerIdentity, PeerProblem, Responder } from './peer-identity.ts';
import type { PeerLink, PeerRequest, PeerResponse } from './peer-link.ts';
import { sendToPeer } from './send-to-peer.ts';
import { statusName } from './status-report.ts';

/** A response, and who gave it. */
export interface IdentifiedResponse extends PeerResponse {
  readonly by: Responder;
}

/**
 * What `/_status` below a peer's URL shows. `node`: a node, which may keep its status to itself.
 * `original`: the Python version. `elsewhere`: a node that reads another path than the one meant.
 * `stranger`: anything else.
 */
export type Standing = 'node' | 'legacy' | 'elsewhere' | 'stranger';

/** A peer, as far as this process has met it. */
export interface Peer {
  readonly identity: PeerIdentity;
  /** Rejects with a `DeliveryError` when none comes, or one that says nothing about this peer. */
  request(request: PeerRequest): Promise<IdentifiedResponse>;
  /**
   * Asks for the status after the call, never before it: a claim is as good as what stands there
   * once it was made. Callers at one time share a question.
   */
  findStanding(): Promise<Standing>;
  /** Whether the URL of the node that answers there now is known to lead to its root. */
  readonly isRootKnown: boolean;
  knowRoot(): void;
  /**
   * The Python version was seen to be there. Throws a `DeliveryError` where it answers by turns
   * with nodes.
   */
  noteLegacy(): void;
  /** Has the status asked for before anything else is sent there. */
  doubt(problem?: PeerProblem): void;
  /** Rejects with a `DeliveryError` when what stands there is doubted, and is no node. */
  settleDoubt(): Promise<void>;
  /** Something was acknowledged there, for good. */
  trust(): void;
  problem(): PeerProblem | undefined;
}

export const wrongPath: PeerProblem = {
  level: 'warn',
  text: 'A node answers, but takes names for others: the path of this URL in --node is wrong.',
};

export const stranger: PeerProblem = {
  level: 'warn',
  text: 'What answers at this URL is no node, so nothing that it says counts.',
};

export function createPeer(link: PeerLink, identity: PeerIdentity): Peer {
  let mustAsk = false;
  let problem: PeerProblem | undefined;
  /** The id of the node whose root it is; none for the Python version. */
  let root: { readonly of: string | undefined } | undefined;
  let standing: Standing = 'stranger';

  async function request(request: PeerRequest): Promise<IdentifiedResponse> {
    const begun = identity.begin();
    const answer = await sendToPeer(link, request);
    const by = identity.note(answer, begun);
    if (by !== 'self' && by !== 'shared') return { ...answer, by };
    throw refuse(by === 'self' ? 'this node itself' : 'one of several nodes');
  }

  function refuse(who: string): DeliveryError {
    mustAsk = true;
    return new DeliveryError(`${who} answered`, 'protocol');
  }

  const askStanding = createGroupCommit<undefined>(async () => {
    standing = toStanding(await request({ method: 'GET', name: statusName }));
  });

  const peer: Peer = {
    identity,
    request,
    async findStanding() {
      await askStanding(undefined);
      return standing;
    },
    get isRootKnown() {
      return root !== undefined && root.of === identity.nodeId;
    },
    knowRoot() {
      root = { of: identity.nodeId };
    },
    noteLegacy() {
      identity.noteLegacy();
      if (identity.problem()?.isShared === true) throw refuse('one of several nodes');
      peer.knowRoot();
    },
    doubt(found) {
      mustAsk = true;
      root = undefined;
      // The Python version below a wrong path looks like a stranger, but for its `Location`.
      if (problem === undefined || found === wrongPath) problem = found;
    },
    async settleDoubt() {
      if (!mustAsk) return;
      const found = await peer.findStanding();
      if (found === 'elsewhere' || found === 'stranger') {
        const isElsewhere = found === 'elsewhere';
        peer.doubt(isElsewhere ? wrongPath : stranger);
        const what = isElsewhere ? 'it has no status below this URL' : 'it has no status of a node';
        throw new DeliveryError(what, 'protocol');
      }
      mustAsk = false;
    },
    trust() {
      problem = undefined;
    },
    problem: () => identity.problem() ?? problem,
  };
  return peer;
}

function toStanding({ by, status, reason, isStatus }: IdentifiedResponse): Standing {
  if (by === 'unidentified') return isStatus === true ? 'legacy' : 'stranger';
  if (reason === hostReason) return 'node';
  return status === 404 || status === 421 ? 'elsewhere' : 'node';
}
