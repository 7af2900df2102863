import type {
  PassedRequest,
  PassedResponse,
  PeerDownload,
  PeerLink,
  PeerRead,
  PeerRequest,
  PeerResponse,
} from '../../lib/delivery/peer-link.ts';
import { type SenderIds, toPeerHeaders, toPeerResponse } from '../support/node/peer-headers.ts';
import { toDownload } from '../support/node/read-from-node.ts';
import { balancerHost, findAddress } from './address.ts';
import { knowsBatches } from './batch-versions.ts';
import { createRequestCount } from './count-requests.ts';
import { describeMessage, type Message, type Reply } from './message.ts';
import { transmit } from './network.ts';
import { openBatch } from './open-batch.ts';
import { toPassedMessage, toPassedResponse } from './passed-message.ts';
import { receiveBody } from './receive-body.ts';
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
  const requests = createRequestCount(world, node);
  const stops = new Set<(error: Error) => void>();
  let isClosed = false;

  async function exchange(host: string, message: Message): Promise<Reply> {
    if (isClosed) throw stopping();
    // A process that is gone sends nothing, whatever it waited for.
    if (node.incarnation !== incarnation) return await new Promise(() => undefined);
    const end = requests.begin(host, message);
    noteHost(host);
    world.tell(node.id, `sends ${message.method} ${message.name} to ${host}`);
    world.oracle.sent(node, message);
    try {
      return await Promise.race([transmit(world, message), stopped()]);
    } catch (error) {
      if (node.incarnation === incarnation)
        world.tell(node.id, `has no response from ${host}: ${error}`);
      throw error;
    } finally {
      end();
    }
  }

  async function send(host: string, request: PeerRequest): Promise<PeerResponse> {
    const headers = toPeerHeaders(request, idsOf(node));
    const message = addressed(world, node, host, { ...request, headers, isFragile: true });
    if (request.onLine !== undefined) return await sendBatch(host, message, request);
    const reply = await exchange(host, message);
    if (node.incarnation === incarnation) world.oracle.acknowledged(node, message, reply);
    return readReply(reply, request);
  }

  async function sendBatch(
    host: string,
    unsent: Message,
    request: PeerRequest,
  ): Promise<PeerResponse> {
    const isOpen = (): boolean => !isClosed && node.incarnation === incarnation;
    const sender = { node, requests, isOpen };
    const { message, finish, end } = await openBatch(world, sender, unsent, request);
    try {
      const reply = await exchange(host, message);
      return reply.status === 200 ? finish(reply) : readReply(reply, request);
    } finally {
      end();
    }
  }

  async function read(host: string, request: PeerRead): Promise<PeerDownload> {
    const { method, name, range, signal } = request;
    const headers = toPeerHeaders({ method, name }, idsOf(node));
    if (range !== undefined) headers['Range'] = `bytes=${range.first}-${range.last}`;
    const isRead = { isRead: true, isFragile: false, signal } as const;
    const message = addressed(world, node, host, { method, name, headers, ...isRead });
    const reply = await exchange(host, message);
    if (node.incarnation === incarnation) world.oracle.read(node, message, reply);
    const { status } = reply;
    const head = toDownload(new Response(null, { status, headers: reply.headers }));
    const body = receiveBody(world, describeMessage(message), reply);
    return { ...head, body: whileAlive(body) };
  }

  async function pass(host: string, request: PassedRequest): Promise<PassedResponse> {
    if (isClosed) throw stopping();
    const message = addressed(world, node, host, toPassedMessage(request, idsOf(node)));
    world.tell(node.id, `passes ${message.method} ${message.name} on to ${host}`);
    return toPassedResponse(await Promise.race([transmit(world, message), stopped()]));
  }

  /** Of a process that is gone nobody reads on. */
  async function* whileAlive<Item>(items: AsyncIterator<Item>): AsyncGenerator<Item> {
    for (;;) {
      const { done, value } = await node.whileAlive(items.next());
      if (done === true) return;
      if (isClosed) throw stopping();
      yield value;
    }
  }

  function noteHost(host: string): void {
    if (host === balancerHost) world.faults.note('a balancer as peer');
    else if (host.includes('/')) world.faults.note('a wrong path prefix');
  }

  function stopped(): Promise<never> {
    return new Promise((_, reject) => {
      stops.add(reject);
    });
  }

  return {
    connect: (url) => {
      const host = url.slice('http://'.length);
      return {
        send: (request) => node.whileAlive(send(host, request)),
        passesLines: knowsBatches(world, node),
        // The Python version reads from nobody, and passes nothing on.
        ...(!node.isLegacy && {
          read: (request) => node.whileAlive(read(host, request)),
          pass: (request) => node.whileAlive(pass(host, request)),
        }),
      };
    },
    close() {
      isClosed = true;
      for (const stop of stops) stop(stopping());
    },
  };
}

function stopping(): Error {
  return new Error('this node is stopping');
}

function idsOf(node: SimNode): SenderIds {
  return node.isLegacy ? {} : (node.ctx?.config ?? {});
}

function addressed(
  world: World,
  node: SimNode,
  host: string,
  message: Omit<Message, 'sender' | 'host' | 'to'>,
): Message {
  return { ...message, sender: node, host, ...findAddress(world, node.id, host) };
}

function readReply({ status, headers, body }: Reply, request: PeerRequest): PeerResponse {
  return toPeerResponse(request, { status, headers, body: new TextDecoder().decode(body) });
}
