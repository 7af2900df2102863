import { systemError } from '../support/disk/memory-tree.ts';
import { hideIds } from '../support/node/peer-headers.ts';
import { describeMessage, kindOf, type Message, type Reply, senderOf } from './message.ts';
import { damageReply } from './receive-body.ts';
import { createSentBody } from './sent-body.ts';
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
  if (faults.strikes('request lost', key)) return await loseMessage(world, transit, 'ECONNRESET');
  await transit.travel();
  const from = senderOf(message);
  if (network.isCut(from, message.to)) return await loseMessage(world, transit, 'EHOSTUNREACH');
  if (faults.strikes('duplicate', key)) {
    world.tell(message.to, `gets twice: ${key}`);
    world.traffic.broke(message);
    const copy = createTransit(world, message);
    const again = (): Promise<unknown> =>
      scheduler
        .sleep(prng.below(4000, `${key} again`))
        .then(() => deliver(world, copy))
        .catch(() => undefined);
    void world.whileBusy(again());
  }
  const reply = await deliver(world, transit);
  if (faults.strikes('reply lost', key) || network.isCut(message.to, from)) {
    world.tell(message.to, `its response ${reply.status} is lost: ${key}`);
    world.traffic.broke(message);
    return await loseMessage(world, transit, 'ECONNRESET');
  }
  await transit.travel();
  transit.move();
  return kindOf(message) === 'comparison' ? damageReply(world, key, reply) : reply;
}

async function deliver(world: World, transit: Transit): Promise<Reply> {
  const message = asReceived(transit.message);
  if (message.unidentified !== undefined)
    return await meetUnidentified(world, message, message.unidentified);
  const target = world.nodes.get(message.to);
  if (target?.phase !== 'up') throw systemError('ECONNREFUSED', message.to);
  const off = target.onHangUp(() => transit.hangUp());
  const reply = target.serve(async (handle) => {
    const receivedAt = world.scheduler.eventCount;
    world.oracle.delivered(target, message);
    const sent = createSentBody(world, transit);
    const request = toRequest(message, sent?.stream);
    const response = await handle(request);
    transit.move();
    const { status, headers } = response;
    if (status >= 500) world.traffic.broke(message);
    const isFromOurs = headers.has('X-Cockatiel-Node');
    headers.set('Date', new Date(target.ctx?.clock.nowMs() ?? 0).toUTCString());
    if (target.isLegacy) hideIds(headers, 'legacy');
    if (!isFromOurs) world.oracle.fail('I6', `a response without the node's id: ${transit.key}`);
    const wasRead = sent?.wasRead === true;
    const body = await readBody(world, response);
    world.tell(message.to, `responds ${status}: ${transit.key}`);
    world.oracle.responded({ node: target, message, status, headers, body, receivedAt, wasRead });
    return { status, headers, body };
  });
  return await reply.finally(off);
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
