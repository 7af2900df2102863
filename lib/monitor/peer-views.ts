import type { PeerResponse } from '../delivery/peer-link.ts';
import type { Clock } from '../host/clock.ts';
import type { NodeView, PeerView } from '../host/monitor.ts';
import { readNodeView } from './read-node-view.ts';

/** A peer that can be asked for its status. */
export interface AskedPeer {
  /** Its URL without secrets. */
  readonly name: string;
  /** Requests `/_status`, and takes a few seconds at most; rejects when no response comes. */
  ask(): Promise<PeerResponse>;
}

/** The peers of a node, as they are now. */
export interface PeerViews {
  /** Asks all of them at once. Whoever wants to know shares the responses of about a second. */
  read(): Promise<Readonly<Record<string, PeerView>>>;
  /** Notes which of them replication finds down. */
  noteDown(isDown: (name: string) => boolean): void;
}

/** What a peer has responded. */
type Responded = Pick<PeerView, 'response' | 'node'>;

/** A look at all peers; it is new as long as it goes on. */
interface Reading {
  readonly views: Promise<Readonly<Record<string, PeerView>>>;
  endedMs: number | undefined;
}

/** How long the responses are kept. */
export const keptMs = 1000;

/** Creates it for the peers by their names; `asked` are those of them that can be asked. */
export function createPeerViews(
  names: readonly string[],
  asked: readonly AskedPeer[],
  clock: Clock,
): PeerViews {
  /** Since when a peer does not respond when it is asked; it is asked while somebody looks. */
  const silentSince = new Map<string, number>();
  /** Since when replication finds it down. */
  const downSince = new Map<string, number>();
  let last: Reading | undefined;
  /** Whether somebody has looked since replication was noted last. */
  let wasRead = false;

  async function readAll(): Promise<Readonly<Record<string, PeerView>>> {
    const responded = await Promise.all(asked.map((peer) => ask(peer)));
    wasRead = true;
    for (const [name, { response }] of responded) note(silentSince, name, response === 'none');
    const byName = new Map(responded);
    return Object.fromEntries(names.map((name) => [name, viewOf(name, byName.get(name))]));
  }

  function viewOf(name: string, responded: Responded | undefined): PeerView {
    const { response, node } = responded ?? { response: undefined, node: null };
    const isThere = response === 'status' || response === 'unreadable';
    const times = [silentSince.get(name), downSince.get(name)].filter((ms) => ms !== undefined);
    const downSinceMs = isThere || times.length === 0 ? null : Math.min(...times);
    return { response, node, downSinceMs };
  }

  function note(since: Map<string, number>, name: string, isDown: boolean): void {
    if (!isDown) since.delete(name);
    else if (!since.has(name)) since.set(name, clock.nowMs());
  }

  return {
    async read() {
      if (last === undefined || !isFresh(last, clock.nowMs())) {
        const reading: Reading = { views: readAll(), endedMs: undefined };
        last = reading;
        await reading.views;
        reading.endedMs = clock.nowMs();
      }
      return await last.views;
    },
    noteDown(isDown) {
      for (const name of names) {
        note(downSince, name, isDown(name));
        // While nobody looks it may have come back.
        if (!wasRead && !isDown(name)) silentSince.delete(name);
      }
      wasRead = false;
    },
  };
}

/** The clock may have been set back. */
function isFresh({ endedMs }: Reading, nowMs: number): boolean {
  return endedMs === undefined || Math.abs(nowMs - endedMs) < keptMs;
}

async function ask(peer: AskedPeer): Promise<readonly [name: string, Responded]> {
  return [peer.name, toResponded(await peer.ask().catch(() => undefined))];
}

function toResponded(response: PeerResponse | undefined): Responded {
  if (response === undefined || isOfGateway(response)) return { response: 'none', node: null };
  const { isStatus, content = '' } = response;
  if (isStatus !== true) return { response: 'unreadable', node: null };
  const node: NodeView | undefined = readNodeView(content);
  return { response: 'status', node: node ?? null };
}

/** Whether a proxy in front of a peer says that the peer does not respond. A node shows its id. */
function isOfGateway({ status, nodeId }: PeerResponse): boolean {
  return nodeId === undefined && [502, 503, 504].includes(status);
}
