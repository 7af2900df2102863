import { compareName, wantedName } from '../../lib/inventory/comparison.ts';
import { defaultReadThroughLimits } from '../../lib/limits/read-through-limits.ts';
import { nodeBehind } from './address.ts';
import type { Message, Reply } from './message.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What one process has asked its peers for clients, and what it has learned by that. */
export interface AskedNames {
  /** It is about to ask a peer for a file, or what the two lack of each other. */
  ask(message: Message): void;
  /** It has told a client that a file does not exist; the request arrived in an event. */
  miss(name: string, sinceEvent: number): void;
  /** A peer has responded to a comparison, or has said what it wants. */
  compare(message: Message, reply: Reply): void;
  /** It has responded to the comparison of a peer. */
  respond(message: Message, status: number, body: Uint8Array | undefined): void;
  /** Whether it knows that all its peers hold the same. */
  knowsAllEqual(): boolean;
  /** Whether it will ask a peer again what it wants, since that may be on its way. */
  willAskAgain(): boolean;
  beginIncarnation(): void;
}

/** A miss is remembered a little earlier than the client hears of it. */
const marginMs = 200;
/** What is said where nothing differs, and where nothing is wanted. */
const nothing = '{"stored":[],"tombstones":[]}';

export function createAskedNames(world: World, node: SimNode): AskedNames {
  const { plan, scheduler } = world;
  const missMs = defaultReadThroughLimits.missMs - marginMs;
  /** The event in which each name was asked for last, and when it was missed last. */
  let asked = new Map<string, number>();
  let missed = new Map<string, number>();
  /**
   * How many fetches of each file were begun that have not gone on since. Where one fails, it asks
   * the other peers, though another request of a client may have missed the name meanwhile.
   */
  let fetches = new Map<string, number>();
  /** When each peer was asked for a comparison last, by the clock of the node. */
  let compared = new Map<string, number>();
  /** When each was found equal last. */
  let equals = new Map<string, number>();
  /**
   * Peers that its own last comparison found to differ. It notes that once it has asked what is
   * missing: perhaps after the peer has found both equal, and it is in doubt then.
   */
  let differing = new Set<string>();
  /** Peers that wanted something when they were asked last, unless both were compared since. */
  let wanting = new Set<string>();

  function nowMs(): number {
    return node.ctx?.clock.nowMs() ?? 0;
  }

  /** Whether a question belongs to a fetch that has failed, which asks all the others at once. */
  function goesOn(name: string): boolean {
    if (asked.get(name) === scheduler.eventCount) return true;
    const begun = fetches.get(name) ?? 0;
    if (begun > 0) fetches.set(name, begun - 1);
    return begun > 0;
  }

  return {
    ask({ method, name, host = '', isRead }) {
      if (name === compareName) {
        compared.set(nodeBehind(host), nowMs());
        differing.delete(nodeBehind(host));
        wanting.delete(nodeBehind(host));
      }
      if (isRead !== true) return;
      if (method === 'GET') fetches.set(name, (fetches.get(name) ?? 0) + 1);
      const sinceMs = nowMs() - (missed.get(name) ?? -Infinity);
      // Where only few are remembered a name may be asked for again.
      if (
        method === 'HEAD' &&
        Math.abs(sinceMs) < missMs &&
        plan.reads.rememberedMisses === undefined &&
        !goesOn(name)
      ) {
        world.oracle.fail('I6', `${node.id} asks again for ${name}, after ${sinceMs} ms`);
      }
      asked.set(name, scheduler.eventCount);
    },
    miss(name, sinceEvent) {
      if ((asked.get(name) ?? -1) >= sinceEvent) missed.set(name, nowMs());
    },
    compare({ host = '', name }, { status, body }) {
      const peer = nodeBehind(host);
      if (name === wantedName && !saysNothing(status, body)) wanting.add(peer);
      if (name !== compareName) return;
      if (saysNothing(status, body)) equals.set(peer, compared.get(peer) ?? Infinity);
      else {
        equals.delete(peer);
        differing.add(peer);
      }
    },
    respond({ sender, name }, status, body) {
      if (sender === undefined || name !== compareName) return;
      // It has learned that they differ, if only by what is on its way.
      if (!saysNothing(status, body)) equals.delete(sender.id);
      // From a process that it has not met it learns nothing.
      const isNoted = Object.entries(node.ctx?.peers.report() ?? {}).some(
        ([url, { comparedAt }]) =>
          nodeBehind(url.slice('http://'.length)) === sender.id &&
          Date.parse(comparedAt ?? '') === nowMs(),
      );
      if (!isNoted || !saysNothing(status, body)) return;
      // Whatever that peer wanted has come.
      wanting.delete(sender.id);
      if (!differing.has(sender.id)) equals.set(sender.id, nowMs());
    },
    knowsAllEqual() {
      // With a clock that was set back it does not know when that was.
      const isKnown = (host: string): boolean =>
        (equals.get(nodeBehind(host)) ?? Infinity) <= nowMs();
      return [...node.runningPeers].every(isKnown);
    },
    willAskAgain: () => wanting.size > 0,
    beginIncarnation() {
      asked = new Map();
      missed = new Map();
      fetches = new Map();
      compared = new Map();
      equals = new Map();
      differing = new Set();
      wanting = new Set();
    },
  };
}

function saysNothing(status: number, body: Uint8Array | undefined): boolean {
  return status === 200 && new TextDecoder().decode(body) === nothing;
}
