import { systemError } from '../support/disk/memory-tree.ts';
import { hideIds } from '../support/node/peer-headers.ts';
import { createLineCarrier, type LineCarrier, passLines } from './batch-response.ts';
import { describeMessage, kindOf, type Message, type Reply, senderOf } from './message.ts';
import { damageReply } from './receive-body.ts';
import { createSentBody } from './sent-body.ts';
import type { Handle, SimNode } from './sim-node.ts';
import { createTransit, loseMessage, type Transit } from './transit.ts';
import { respondAsUnidentified, type UnidentifiedKind } from './unidentified-server.ts';
import type { World } from './world.ts';

/**
 * Transmits a request to a node and the response back, with all that a network can do to them.
 * Rejects when no response arrives, with what the sender sees.
 */
export async function transmit(world: World, sent: Message): Promise<Reply> {
  const message = readOnce(sent);
  const transit = createTransit(world, message);
  try {
    return await Promise.race([world.whileBusy(goAndReturn(world, transit)), transit.givenUp]);
  } catch (error) {
    transit.giveUp(error as Error);
    throw error;
  } finally {
    transit.end();
  }
}

/** A body is read once, however often it arrives. */
function readOnce(message: Message): Message {
  const { body } = message;
  if (body === undefined) return message;
  let content: ReturnType<typeof body.read> | undefined;
  const read = (): ReturnType<typeof body.read> => {
    content ??= body.read();
    return content;
  };
  return { ...message, body: { sizeBytes: body.sizeBytes, read } };
}

async function goAndReturn(world: World, transit: Transit): Promise<Reply> {
  const { faults, network, scheduler, prng } = world;
  const { message, key } = transit;
  const isBatch = message.operations !== undefined;
  if (faults.strikes('request lost', key)) {
    if (isBatch) world.reach('a batch is lost');
    return await loseMessage(world, transit, 'ECONNRESET');
  }
  await transit.travel();
  const from = senderOf(message);
  if (network.isCut(from, message.to)) return await loseMessage(world, transit, 'EHOSTUNREACH');
  if (faults.strikes('duplicate', key)) {
    world.tell(message.to, `gets twice: ${key}`);
    if (isBatch) world.reach('a batch comes twice');
    world.traffic.broke(message);
    const copy = createTransit(world, message);
    const again = (): Promise<unknown> =>
      scheduler
        .sleep(prng.below(4000, `${key} again`))
        .then(() => deliver(world, copy))
        .catch(() => undefined);
    void world.whileBusy(again());
  }
  const carrier = isBatch ? createLineCarrier(world, transit) : undefined;
  const reply = await deliver(world, transit, carrier).finally(() => carrier?.arrived());
  const isLost = carrier?.isBroken ?? faults.strikes('reply lost', key);
  if (isLost || network.isCut(message.to, from)) {
    world.tell(message.to, `its response ${reply.status} is lost: ${key}`);
    world.traffic.broke(message);
    return await loseMessage(world, transit, 'ECONNRESET');
  }
  await transit.travel();
  transit.move();
  return kindOf(message) === 'comparison' ? damageReply(world, key, reply) : reply;
}

async function deliver(world: World, transit: Transit, carrier?: LineCarrier): Promise<Reply> {
  const message = asReceived(transit.message);
  if (message.unidentified !== undefined)
    return await meetUnidentified(world, message, message.unidentified);
  const target = world.nodes.get(message.to);
  if (target?.phase !== 'up') throw systemError('ECONNREFUSED', message.to);
  const off = target.onHangUp(() => transit.hangUp());
  const received = { node: target, message, transit };
  const reply = target.serve((handle) => respond(world, received, handle, carrier));
  return await reply.finally(off);
}

interface Received {
  readonly node: SimNode;
  readonly message: Message;
  readonly transit: Transit;
}

/** What a process does with a message that has reached it. */
async function respond(
  world: World,
  { node, message, transit }: Received,
  handle: Handle,
  carrier: LineCarrier | undefined,
): Promise<Reply> {
  const { oracle, scheduler } = world;
  const { incarnation } = node;
  let receivedAt = scheduler.eventCount;
  oracle.delivered(node, message);
  const sent = createSentBody(world, transit, () => {
    // The operations of a batch arrive with its end.
    if (message.operations === undefined || node.incarnation !== incarnation) return;
    receivedAt = scheduler.eventCount;
    for (const operation of message.operations) oracle.delivered(node, operation);
  });
  const response = await handle(toRequest(message, sent?.stream));
  transit.move();
  const { status, headers } = response;
  if (status >= 500) world.traffic.broke(message);
  const isFromOurs = headers.has('X-Cockatiel-Node');
  headers.set('Date', new Date(node.ctx?.clock.nowMs() ?? 0).toUTCString());
  if (node.isLegacy) hideIds(headers, 'legacy');
  if (!isFromOurs) oracle.fail('I6', `a response without the node's id: ${transit.key}`);
  const wasRead = sent?.wasRead === true;
  const given = { node, message, status, headers, receivedAt, wasRead };
  const body =
    message.operations !== undefined && status === 200
      ? await passLines(world, { ...given, transit }, response, carrier)
      : await readBody(world, response);
  world.tell(message.to, `responds ${status}: ${transit.key}`);
  oracle.responded({ ...given, body });
  return { status, headers, body };
}

/** Behind a prefix that is none of its own a node takes the whole path for the name. */
function asReceived(message: Message): Message {
  return { ...message, name: `${message.prefix ?? ''}${message.name}` };
}

async function meetUnidentified(
  world: World,
  message: Message,
  kind: UnidentifiedKind,
): Promise<Reply> {
  await world.scheduler.sleep(0);
  world.faults.note('an unidentified server at a peer URL');
  world.reach(`an unidentified server responds ${kind}`);
  world.tell(message.to, `an unidentified server responds ${kind}: ${describeMessage(message)}`);
  return respondAsUnidentified(kind, message);
}

function toRequest(message: Message, stream: ReadableStream<Uint8Array> | undefined): Request {
  const { method, name, headers, body } = message;
  const path = name.split('/').map(encodeURIComponent).join('/');
  const init: RequestInit & { duplex: 'half' } = { method, headers, duplex: 'half' };
  if (body !== undefined && stream !== undefined) {
    init.body = stream;
    init.headers = { ...headers, 'Content-Length': String(body.sizeBytes) };
  }
  return new Request(`http://${message.to}/${path}`, init);
}

/**
 * Reads a response to its end; `undefined` when it was cut off. How many microtasks a stream takes
 * differs between versions of Node, so it is read in an event of its own.
 */
async function readBody(
  { scheduler }: World,
  response: Response,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (response.body === null) return new Uint8Array();
  await scheduler.sleep(0);
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    return undefined;
  }
}
