import { systemError } from '../support/disk/memory-tree.ts';
import { hideIds } from '../support/node/peer-headers.ts';
import { describeLetter, type Letter, type Reply, senderOf } from './message.ts';
import { createSentBody } from './sent-body.ts';
import { respondAsStranger, type StrangerKind } from './stranger.ts';
import { createVoyage, loseMessage, type Voyage } from './transit.ts';
import type { World } from './world.ts';

/**
 * Carries a request to a node and the answer back, through all that a network can do to it. It
 * rejects when no answer comes, with what the sender sees.
 */
export async function carry(world: World, sent: Letter): Promise<Reply> {
  const letter = readOnce(sent);
  const voyage = createVoyage(world, letter);
  try {
    return await Promise.race([world.whileBusy(goAndReturn(world, voyage)), voyage.givenUp]);
  } catch (error) {
    voyage.giveUp(error as Error);
    throw error;
  } finally {
    voyage.end();
  }
}

/** A body is read once, however often it arrives. */
function readOnce(letter: Letter): Letter {
  const { body } = letter;
  if (body === undefined) return letter;
  let content: ReturnType<typeof body.read> | undefined;
  const read = (): ReturnType<typeof body.read> => {
    content ??= body.read();
    return content;
  };
  return { ...letter, body: { sizeBytes: body.sizeBytes, read } };
}

async function goAndReturn(world: World, voyage: Voyage): Promise<Reply> {
  const { faults, network, scheduler, dice } = world;
  const { letter, key } = voyage;
  if (faults.befalls('request lost', key)) return await loseMessage(world, voyage, 'ECONNRESET');
  await voyage.travel();
  const from = senderOf(letter);
  if (network.isCut(from, letter.to)) return await loseMessage(world, voyage, 'EHOSTUNREACH');
  if (faults.befalls('duplicate', key)) {
    world.tell(letter.to, `gets twice: ${key}`);
    world.traffic.broke(letter);
    const copy = createVoyage(world, letter);
    const again = (): Promise<unknown> =>
      scheduler
        .sleep(dice.below(4000, `${key} again`))
        .then(() => deliver(world, copy))
        .catch(() => undefined);
    void world.whileBusy(again());
  }
  const reply = await deliver(world, voyage);
  if (faults.befalls('reply lost', key) || network.isCut(letter.to, from)) {
    world.tell(letter.to, `its answer ${reply.status} is lost: ${key}`);
    world.traffic.broke(letter);
    return await loseMessage(world, voyage, 'ECONNRESET');
  }
  await voyage.travel();
  voyage.move();
  return reply;
}

async function deliver(world: World, voyage: Voyage): Promise<Reply> {
  const letter = asReceived(voyage.letter);
  if (letter.stranger !== undefined) return await meetStranger(world, letter, letter.stranger);
  const target = world.nodes.get(letter.to);
  if (target?.phase !== 'up') throw systemError('ECONNREFUSED', letter.to);
  const off = target.onHangUp(() => voyage.hangUp());
  const reply = target.serve(async (answer) => {
    const receivedAt = world.scheduler.eventCount;
    world.ledger.delivered(target, letter);
    const sent = createSentBody(world, voyage);
    const request = toRequest(letter, sent?.stream);
    const response = await answer(request);
    voyage.move();
    const { status, headers } = response;
    if (status >= 500) world.traffic.broke(letter);
    const isFromOurs = headers.has('X-Cockatiel-Node');
    if (target.isLegacy) hideIds(headers, 'legacy');
    if (!isFromOurs) world.ledger.fail('I6', `an answer without the node's id: ${voyage.key}`);
    const wasRead = sent?.wasRead === true;
    const body = await readBody(world, response);
    world.tell(letter.to, `answers ${status}: ${voyage.key}`);
    world.ledger.answered({ node: target, letter, status, headers, body, receivedAt, wasRead });
    return { status, headers, body };
  });
  return await reply.finally(off);
}

/** Behind a prefix that is none of its own a node takes the whole path for the name. */
function asReceived(letter: Letter): Letter {
  return { ...letter, name: `${letter.prefix ?? ''}${letter.name}` };
}

async function meetStranger(world: World, letter: Letter, kind: StrangerKind): Promise<Reply> {
  await world.scheduler.sleep(0);
  world.faults.note('a stranger at a peer URL');
  world.reach(`a stranger answers ${kind}`);
  world.tell(letter.to, `a stranger answers ${kind}: ${describeLetter(letter)}`);
  return respondAsStranger(kind, letter);
}

function toRequest(letter: Letter, stream: ReadableStream<Uint8Array> | undefined): Request {
  const { method, name, headers, body } = letter;
  const path = name.split('/').map(encodeURIComponent).join('/');
  const init: RequestInit & { duplex: 'half' } = { method, headers, duplex: 'half' };
  if (body !== undefined && stream !== undefined) {
    init.body = stream;
    init.headers = { ...headers, 'Content-Length': String(body.sizeBytes) };
  }
  return new Request(`http://${letter.to}/${path}`, init);
}

/**
 * Reads an answer to its end; `undefined` when that is not its real end. How many turns a stream
 * takes differs between versions of Node, so it is read in an event of its own.
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
