import { parseResponse } from '../../lib/batches/batch-format.ts';
import { createDeferred } from '../../lib/concurrency/deferred.ts';
import { toReply } from './batched-messages.ts';
import { type Reply, senderOf } from './message.ts';
import type { GivenResponse } from './oracle.ts';
import { loseMessage, type Transit } from './transit.ts';
import type { World } from './world.ts';

/** The response to a batch on its way: its lines travel as they are given, in order. */
export interface LineCarrier {
  /** Whether the connection is broken: what comes after this does not arrive. */
  readonly isBroken: boolean;
  give(lines: string, head: Reply): void;
  /** Resolves when all that was given has arrived, or is lost. */
  arrived(): Promise<void>;
}

/** A response may be lost from its beginning, or torn anywhere in a line or behind it. */
export function createLineCarrier(world: World, transit: Transit): LineCarrier {
  const { faults, network, prng } = world;
  const { message, key } = transit;
  let isBroken = faults.strikes('reply lost', key);
  if (isBroken) world.reach('the response to a batch is lost');
  let last = Promise.resolve();

  async function carry(lines: string, head: Reply): Promise<void> {
    await transit.travel();
    isBroken ||= network.isCut(message.to, senderOf(message));
    if (transit.isBroken) world.reach('a batch is answered too late');
    if (isBroken || transit.isBroken) return;
    const arriving = faults.strikes('body cut', `${key} back`) ? tear(lines) : lines;
    transit.move();
    message.onText?.(arriving, head);
    if (arriving === lines) return;
    isBroken = true;
    loseMessage(world, transit, 'ECONNRESET').catch((error: Error) => transit.giveUp(error));
  }

  function tear(lines: string): string {
    const ends = [...lines.matchAll(/^/gmu)].map(({ index }) => index);
    const isBetween = prng.chance(0.5, `${key} is torn between lines`);
    const end = isBetween
      ? (ends[prng.below(ends.length - 1, `${key} is torn`)] as number)
      : prng.below(lines.length, `${key} is torn`);
    const where = ends.includes(end) ? 'between lines' : 'within a line';
    world.reach(`the response to a batch is torn ${where}`);
    return lines.slice(0, end);
  }

  return {
    get isBroken() {
      return isBroken;
    },
    give(lines, head) {
      last = last.then(() => carry(lines, head)).catch((error: Error) => transit.giveUp(error));
    },
    arrived: () => last,
  };
}

/** The head of a response to a batch, and what it responds to. */
export interface GivenHead extends Omit<GivenResponse, 'body' | 'wasRead'> {
  readonly transit: Transit;
}

/**
 * Sends the lines of a response as a server does, until it notices that the sender is gone: first
 * the oracle hears of each. Resolves with what is left of the body: nothing.
 */
export async function passLines(
  world: World,
  given: GivenHead,
  response: Response,
  carrier: LineCarrier | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const { node, transit, status, headers } = given;
  const { incarnation } = node;
  const offDeath = node.onDeath((how) => world.reach(`a node with a batch ends: ${how}`));
  let groups = 0;

  await readGroups(world, response, (lines) => {
    // Nothing is sent of a process that is gone.
    if (node.incarnation !== incarnation) return false;
    const isLeft = transit.isBroken || carrier?.isBroken === true;
    if (isLeft && world.prng.chance(0.7, `${transit.key} is left`)) {
      world.reach('a node notices that the sender of a batch is gone');
      return false;
    }
    groups += 1;
    if (groups === 2) world.reach('the response to a batch comes in pieces');
    for (const line of lines.split('\n').slice(0, -1)) noteLine(world, given, line);
    carrier?.give(lines, { status, headers, body: undefined });
    return true;
  });
  offDeath();
  return new Uint8Array();
}

function noteLine(world: World, { node, message, receivedAt }: GivenHead, line: string): void {
  const { operations = [] } = message;
  const answer = parseResponse(line, operations.length);
  const operation = operations[answer?.at ?? -1];
  if (answer === undefined || operation === undefined) {
    world.oracle.fail('I6', `${node.id} responds to a batch with ${line}`);
    return;
  }
  const reply = toReply(operation, answer);
  world.tell(node.id, `responds ${reply.status}: ${operation.method} ${operation.name}, batched`);
  if (reply.status >= 500) world.traffic.broke(operation);
  const wasRead = operation.body !== undefined;
  world.oracle.responded({ node, message: operation, ...reply, receivedAt, wasRead });
}

/**
 * Reads text that comes piece by piece, as long as `onText` returns true. How many microtasks a
 * stream takes differs between versions of Node, so each piece is what came in one event.
 */
async function readGroups(
  { scheduler }: World,
  response: Response,
  onText: (text: string) => boolean,
): Promise<void> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  let hasEnded = false;
  let more = createDeferred();

  async function read(): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done });
      hasEnded = done;
      more.resolve();
      if (done) return;
    }
  }

  const reading = read();
  while (!hasEnded) {
    await Promise.race([more.promise, reading]);
    more = createDeferred();
    await scheduler.sleep(0);
    const piece = text;
    text = '';
    if (piece !== '' && !onText(piece)) return await reader.cancel();
  }
}
