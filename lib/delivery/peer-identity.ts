import { isNodeId } from '../access/node-id.ts';
import type { Clock } from '../host/clock.ts';
import { createTurns, type Exchange, type Turns } from './turns.ts';

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
 * Who gave a response. `self`: this very process. `shared`: one of several processes that answer at
 * this URL by turns. `node`: a node that compares names. `older`: a node of 1.0.0, which shows no
 * instance. `unidentified`: anything else, be it the Python version or no node at all.
 */
export type Responder = 'self' | 'shared' | 'node' | 'older' | 'unidentified';

/** What is wrong with a peer's URL, as one sentence that tells the operator the mend. */
export interface PeerProblem {
  readonly level: 'error' | 'warn';
  readonly text: string;
  /** Whether what was acknowledged at this URL may have been meant for somebody else. */
  readonly isShared?: true;
}

/** Who answers at one peer's URL. */
export interface PeerIdentity {
  /** Shown last, or in an earlier process of this node; kept across starts. */
  readonly nodeId: string | undefined;
  /** Whether a node has shown its id to this process. */
  readonly isMet: boolean;
  /** Marks the beginning of a request. */
  begin(): number;
  /** Takes note of a response to a request that was begun at that mark. */
  note(shown: ShownIdentity, begun: number): Responder;
  /** Takes note that the Python version answers there, whatever did before. */
  noteLegacy(): void;
  /** Whether an operation that is recorded as coming `from` there came from this very peer. */
  isSender(from: string): boolean;
  problem(): PeerProblem | undefined;
}

/** Who answers at all peers' URLs: two of them may show one id. */
export interface PeerIdentities {
  /** `remembered` is the node id that was shown at this URL before this process was started. */
  add(url: string, remembered?: string): PeerIdentity;
}

interface Place {
  readonly url: string;
  readonly turns: Turns;
  /** Shown last to this process. */
  shown: ShownIdentity;
  isSelf: boolean;
}

/** Where no node has an id yet: the id of none. */
const legacy = 'legacy';

/**
 * A node id names a history on a disk, an instance a running process. Disks are copied with their
 * ids, processes are not. So no operation is ever held back because of an id that a copy shows too.
 */
export function createPeerIdentities(own: NodeIds | undefined, clock: Clock): PeerIdentities {
  const places: Place[] = [];
  /** For each node id that is shown at present: the processes that show it. */
  const processes = new Map<string, Turns>();
  let tick = 0;

  function noteNode(place: Place, shown: ShownIdentity & { nodeId: string }, at: Exchange): void {
    const { nodeId, instance } = shown;
    // Without an instance a node before its upgrade and after a step back is the same.
    if (instance !== undefined || nodeId !== place.shown.nodeId) {
      place.turns.note(instance ?? nodeId, at);
    }
    place.shown = shown;
    if (instance === undefined) return;
    const turns = processes.get(nodeId) ?? createTurns();
    turns.note(instance, at);
    processes.set(nodeId, turns);
    for (const id of processes.keys()) {
      if (places.every((other) => other.shown.nodeId !== id)) processes.delete(id);
    }
  }

  /** Another URL at which the node id of this one is shown; it must have shown one. */
  function twinOf(place: Place): Place | undefined {
    const { nodeId } = place.shown;
    return places.find((other) => other !== place && other.shown.nodeId === nodeId);
  }

  function problemOf(place: Place): PeerProblem | undefined {
    if (place.turns.isShared) return balancer;
    if (place.isSelf) return leadsBack;
    const { nodeId, instance } = place.shown;
    if (nodeId === undefined) return undefined;
    if (nodeId === own?.nodeId) return copyOf('this node');
    const twin = twinOf(place);
    if (twin === undefined) return undefined;
    if (processes.get(nodeId)?.isShared === true) return copyOf(twin.url);
    if (instance !== undefined && instance === twin.shown.instance) return sameAs(twin.url);
    return instance === undefined ? sameOrCopy(twin.url) : undefined;
  }

  return {
    add(url, remembered) {
      const place: Place = { url, turns: createTurns(), shown: {}, isSelf: false };
      places.push(place);
      let nodeId = remembered;
      return {
        get nodeId() {
          return nodeId;
        },
        get isMet() {
          return place.shown.nodeId !== undefined;
        },
        begin() {
          tick += 1;
          return tick;
        },
        note(answer, begun) {
          const shown = wellFormed(answer);
          if (shown === undefined) return 'unidentified';
          tick += 1;
          noteNode(place, shown, { begun, ended: tick, endedMs: clock.nowMs() });
          place.isSelf = shown.instance !== undefined && shown.instance === own?.instance;
          if (!place.isSelf) nodeId = shown.nodeId;
          if (place.turns.isShared) return 'shared';
          if (place.isSelf) return 'self';
          return shown.instance === undefined ? 'older' : 'node';
        },
        noteLegacy() {
          tick += 1;
          place.turns.note(legacy, { begun: tick, ended: tick, endedMs: clock.nowMs() });
          place.shown = {};
          place.isSelf = false;
          nodeId = undefined;
        },
        isSender(from) {
          const { shown } = place;
          if (place.isSelf || place.turns.isShared) return false;
          if (shown.instance !== undefined) return shown.instance === from;
          const isAmbiguous = (): boolean => from === own?.nodeId || twinOf(place) !== undefined;
          return shown.nodeId === from && !isAmbiguous();
        },
        problem: () => problemOf(place),
      };
    },
  };
}

function wellFormed(shown: ShownIdentity): (ShownIdentity & { nodeId: string }) | undefined {
  const { nodeId, instance } = shown;
  if (nodeId === undefined || !isNodeId(nodeId)) return undefined;
  return { nodeId, ...(instance !== undefined && isNodeId(instance) && { instance }) };
}

const leadsBack: PeerProblem = {
  level: 'error',
  text: 'This URL leads back to this node itself: take it out of --node.',
};

const balancer: PeerProblem = {
  level: 'error',
  text: 'Several nodes answer at this URL by turns: give each node a --node of its own.',
  isShared: true,
};

function copyOf(other: string): PeerProblem {
  const text =
    `This node has the same node id as ${other}: one is a copy of the other. ` +
    'Stop one, remove the file node-id from its queue directory, and start it again.';
  return { level: 'error', text };
}

function sameAs(other: string): PeerProblem {
  return { level: 'warn', text: `This is the same node as ${other}: one of the two is enough.` };
}

function sameOrCopy(other: string): PeerProblem {
  const text =
    `This node has the same node id as ${other}: if it is another machine, stop it, ` +
    'remove the file node-id from its queue directory, and start it again.';
  return { level: 'warn', text };
}
