import { isNodeId } from '../access/node-id.ts';
import type { Clock } from '../host/clock.ts';
import { type PeerProblem, peerProblems } from './peer-problem.ts';
import {
  createResponderHistory,
  type Exchange,
  type ResponderHistory,
} from './responder-history.ts';

/** This node and this process, 16 hex digits each. */
export interface NodeIds {
  readonly nodeId: string;
  readonly instance: string;
}

/** What a response, or a request, says of the process that sent it. */
export interface ShownIdentity {
  readonly nodeId?: string;
  readonly instance?: string;
}

/**
 * Who gave a response. `self`: this very process. `shared`: one of several processes that respond
 * at this URL alternately. `node`: a node that compares names. `older`: a node of 1.0.0, which
 * shows no instance. `unidentified`: anything else, be it the Python version or no node at all.
 */
export type Responder = 'self' | 'shared' | 'node' | 'older' | 'unidentified';

/** Who responds at one peer's URL. */
export interface PeerIdentity {
  /** The node id shown last, in this process or before the last restart. */
  readonly nodeId: string | undefined;
  /** The process that was shown last; unknown of the Python version and of nodes of 1.0.0. */
  readonly instance: string | undefined;
  /** Whether a node has shown its id to this process. */
  readonly isMet: boolean;
  /** Returns a mark for a request that is about to be sent. */
  begin(): number;
  /** Notes a response to the request with that mark, and returns who gave it. */
  note(shown: ShownIdentity, begun: number): Responder;
  /** Notes that the Python version responds there, whatever did before. */
  noteLegacy(): void;
  /** Whether an operation that is recorded as coming from `from` came from this very peer. */
  isSender(from: string): boolean;
  problem(): PeerProblem | undefined;
}

/** Who responds at all peers' URLs: two of them may show one id. */
export interface PeerIdentities {
  /** `remembered` is the node id that was shown at this URL before the last restart. */
  add(url: string, remembered?: string): PeerIdentity;
}

interface Endpoint {
  readonly url: string;
  readonly responders: ResponderHistory;
  /** Shown last to this process. */
  shown: ShownIdentity;
  isSelf: boolean;
}

/** What stands for the Python version, which has no id. */
const legacy = 'legacy';

/**
 * A node id names a history on a disk, an instance a running process. Disks are copied with their
 * ids, processes are not. So no operation is ever held back because of an id that a copy shows too.
 */
export function createPeerIdentities(own: NodeIds | undefined, clock: Clock): PeerIdentities {
  const endpoints: Endpoint[] = [];
  /** For each node id that is shown at present: the processes that show it. */
  const processes = new Map<string, ResponderHistory>();
  let tick = 0;

  function noteNode(
    endpoint: Endpoint,
    shown: ShownIdentity & { nodeId: string },
    at: Exchange,
  ): void {
    const { nodeId, instance } = shown;
    // Without an instance a node before its upgrade and after a step back is the same.
    if (instance !== undefined || nodeId !== endpoint.shown.nodeId) {
      endpoint.responders.note(instance ?? nodeId, at);
    }
    endpoint.shown = shown;
    if (instance === undefined) return;
    const responders = processes.get(nodeId) ?? createResponderHistory();
    responders.note(instance, at);
    processes.set(nodeId, responders);
    for (const id of processes.keys()) {
      if (endpoints.every((other) => other.shown.nodeId !== id)) processes.delete(id);
    }
  }

  /** Another URL at which the node id of this one is shown; it must have shown one. */
  function twinOf(endpoint: Endpoint): Endpoint | undefined {
    const { nodeId } = endpoint.shown;
    return endpoints.find((other) => other !== endpoint && other.shown.nodeId === nodeId);
  }

  function problemOf(endpoint: Endpoint): PeerProblem | undefined {
    if (endpoint.responders.isShared) return peerProblems.balancer;
    if (endpoint.isSelf) return peerProblems.leadsBack;
    const { nodeId, instance } = endpoint.shown;
    if (nodeId === undefined) return undefined;
    if (nodeId === own?.nodeId) return peerProblems.copyOf('this node');
    const twin = twinOf(endpoint);
    if (twin === undefined) return undefined;
    if (processes.get(nodeId)?.isShared === true) return peerProblems.copyOf(twin.url);
    if (instance !== undefined && instance === twin.shown.instance)
      return peerProblems.sameAs(twin.url);
    return instance === undefined ? peerProblems.sameOrCopy(twin.url) : undefined;
  }

  return {
    add(url, remembered) {
      const endpoint: Endpoint = {
        url,
        responders: createResponderHistory(),
        shown: {},
        isSelf: false,
      };
      endpoints.push(endpoint);
      let nodeId = remembered;
      return {
        get nodeId() {
          return nodeId;
        },
        get instance() {
          return endpoint.shown.instance;
        },
        get isMet() {
          return endpoint.shown.nodeId !== undefined;
        },
        begin() {
          tick += 1;
          return tick;
        },
        note(response, begun) {
          const shown = wellFormed(response);
          if (shown === undefined) return 'unidentified';
          tick += 1;
          noteNode(endpoint, shown, { begun, ended: tick, endedMs: clock.nowMs() });
          endpoint.isSelf = shown.instance !== undefined && shown.instance === own?.instance;
          if (!endpoint.isSelf) nodeId = shown.nodeId;
          if (endpoint.responders.isShared) return 'shared';
          if (endpoint.isSelf) return 'self';
          return shown.instance === undefined ? 'older' : 'node';
        },
        noteLegacy() {
          tick += 1;
          endpoint.responders.note(legacy, { begun: tick, ended: tick, endedMs: clock.nowMs() });
          endpoint.shown = {};
          endpoint.isSelf = false;
          nodeId = undefined;
        },
        isSender(from) {
          const { shown } = endpoint;
          if (endpoint.isSelf || endpoint.responders.isShared) return false;
          if (shown.instance !== undefined) return shown.instance === from;
          const isAmbiguous = (): boolean => from === own?.nodeId || twinOf(endpoint) !== undefined;
          return shown.nodeId === from && !isAmbiguous();
        },
        problem: () => problemOf(endpoint),
      };
    },
  };
}

function wellFormed(shown: ShownIdentity): (ShownIdentity & { nodeId: string }) | undefined {
  const { nodeId, instance } = shown;
  if (nodeId === undefined || !isNodeId(nodeId)) return undefined;
  return { nodeId, ...(instance !== undefined && isNodeId(instance) && { instance }) };
}
