import type { PeerLink, PeerRequest, PeerResponse } from '../../lib/delivery/peer-link.ts';
import { parseStoredName } from '../../lib/names/stored-name.ts';
import { bucketHost } from './address.ts';
import { createRequestCount } from './count-requests.ts';
import { isDone } from './is-done.ts';
import type { Message, Reply, Sender } from './message.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const bucketAsSender: Sender = { id: bucketHost, onDeath: () => () => undefined };

/** The link of a node to the bucket behind it, with hooks that observe what goes over it. */
export function watchLinkToBucket(
  world: World,
  node: SimNode,
  bucket: SimBucket,
  link: PeerLink,
): PeerLink {
  const { oracle, reach, scheduler } = world;
  const requests = createRequestCount(world, node);

  async function exchange<Response extends { readonly status: number }>(
    message: Message,
    send: () => Promise<Response>,
  ): Promise<Response> {
    const end = requests.begin(bucketHost, message);
    world.tell(node.id, `sends ${message.method} ${message.name} to ${bucketHost}`);
    oracle.sent(node, message);
    if (message.method === 'DELETE') bucket.promises.ask(message.name);
    try {
      const response = await send();
      const what = message.name.startsWith('_') ? ` ${message.name}` : '';
      reach(`${message.method}${what} to the bucket behind: ${response.status}`);
      return response;
    } finally {
      end();
    }
  }

  function notePromise({ method, name }: Message, reply: Reply, sinceEvent: number): void {
    if (!isDone(method, reply) || parseStoredName(name) === undefined) return;
    const now = scheduler.eventCount;
    if (method === 'DELETE' || reply.status === 409) bucket.promises.bury(name, now);
    else bucket.promises.hold(name, now, reply.status, sinceEvent);
  }

  const read = link.read as NonNullable<PeerLink['read']>;
  return {
    ...link,
    async send(request) {
      const message = addressed(node, bucketHost, request);
      const sinceEvent = scheduler.eventCount;
      const response = await exchange(message, () => link.send(request));
      const reply = replyOf(response);
      notePromise(message, reply, sinceEvent);
      oracle.acknowledged(node, message, reply);
      return response;
    },
    async read(request) {
      const message = { ...addressed(node, bucketHost, request), isRead: true } as const;
      const download = await exchange(message, () => read(request));
      const { status } = download;
      oracle.read(node, message, { status, headers: new Headers(), body: undefined });
      return download;
    },
  };
}

/** The link of a bucket to the node before it, likewise. */
export function watchLinkFromBucket(world: World, node: SimNode, link: PeerLink): PeerLink {
  const { oracle, scheduler } = world;
  return {
    async send(request) {
      const message = addressed(bucketAsSender, node.id, request);
      const receivedAt = scheduler.eventCount;
      world.tell(bucketHost, `sends ${message.method} ${message.name} to ${node.id}`);
      oracle.counted(message);
      oracle.delivered(node, message);
      const response = await link.send(request);
      const { status, headers, body } = replyOf(response);
      world.reach(`${message.method} of the bucket behind: ${status}`);
      oracle.responded({ node, message, status, headers, body, receivedAt, wasRead: true });
      return response;
    },
  };
}

function addressed(
  sender: Sender,
  to: string,
  { method, name }: Pick<PeerRequest, 'name'> & { readonly method: string },
): Message {
  return { sender, to, host: to, method, name, headers: {}, isFragile: false };
}

/** The response as it would have come over a network. */
function replyOf({ status, reason, location, content, text }: PeerResponse): Reply {
  const headers = new Headers({
    ...(reason !== undefined && { 'X-Cockatiel-Reason': reason }),
    ...(location !== undefined && { Location: location }),
  });
  return { status, headers, body: new TextEncoder().encode(content ?? text ?? '') };
}
