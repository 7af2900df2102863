import type { PeerLink, PeerRequest, PeerResponse } from '../../lib/delivery/peer-link.ts';
import { windowSize } from '../../lib/replication/window-size.ts';
import { toPeerHeaders, toPeerResponse } from '../support/node/peer-headers.ts';
import { balancerHost, findAddress } from './address.ts';
import type { Message, Reply } from './message.ts';
import { transmit } from './network.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** The links of one process to its peers. */
export interface PeerLinks {
  readonly connect: (url: string) => PeerLink;
  /** Cancels what is in flight, and sends nothing more. */
  close(): void;
}

export function createPeerLinks(world: World, node: SimNode): PeerLinks {
  const { incarnation } = node;
  const underWay = new Map<string, number>();
  const stops = new Set<() => void>();
  let isClosed = false;

  function count(to: string, change: 1 | -1): void {
    const now = (underWay.get(to) ?? 0) + change;
    underWay.set(to, now);
    if (now > windowSize(world.plan.concurrency)) {
      world.oracle.fail('I6', `${node.id} has ${now} requests under way to ${to}`);
    }
  }

  async function send(host: string, request: PeerRequest): Promise<PeerResponse> {
    if (isClosed) throw new Error('this node is stopping');
    const message = toMessage(world, node, host, request);
    count(host, 1);
    noteHost(host);
    world.tell(node.id, `sends ${request.method} ${request.name} to ${host}`);
    world.oracle.sent(node);
    try {
      const reply = await Promise.race([transmit(world, message), stopped()]);
      if (node.incarnation === incarnation) world.oracle.acknowledged(node, message, reply);
      return readReply(reply, request);
    } catch (error) {
      if (node.incarnation === incarnation)
        world.tell(node.id, `has no response from ${host}: ${error}`);
      throw error;
    } finally {
      count(host, -1);
    }
  }

  function noteHost(host: string): void {
    if (host === balancerHost) world.faults.note('a balancer as peer');
    else if (host.includes('/')) world.faults.note('a wrong path prefix');
  }

  function stopped(): Promise<never> {
    return new Promise((_, reject) => {
      stops.add(() => reject(new Error('this node is stopping')));
    });
  }

  return {
    connect: (url) => ({
      send: (request) => node.whileAlive(send(url.slice('http://'.length), request)),
    }),
    close() {
      isClosed = true;
      for (const stop of stops) stop();
    },
  };
}

function toMessage(world: World, node: SimNode, host: string, request: PeerRequest): Message {
  const { method, name, body } = request;
  const headers = toPeerHeaders(request, node.isLegacy ? {} : (node.ctx?.config ?? {}));
  const address = findAddress(world, node.id, host);
  const sent = { method, name, headers, isFragile: true, ...(body && { body }) };
  return { sender: node, host, ...address, ...sent };
}

function readReply({ status, headers, body }: Reply, request: PeerRequest): PeerResponse {
  return toPeerResponse(request, { status, headers, body: new TextDecoder().decode(body) });
}
