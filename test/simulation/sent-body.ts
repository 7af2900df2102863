import type { PeerBody } from '../../lib/delivery/peer-link.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import type { Message } from './message.ts';
import type { Transit } from './transit.ts';
import type { World } from './world.ts';

/** A body on its way, as the receiver reads it. */
export interface SentBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Whether the receiver asked for it. */
  readonly wasRead: boolean;
}

/** A receiver aborts a sender that is silent for this long. */
const idleTimeoutMs = 60_000;

/** Sends the body of a message chunk by chunk, each when the receiver reads it. */
export function createSentBody(world: World, transit: Transit): SentBody | undefined {
  const { message } = transit;
  if (message.body === undefined) return undefined;
  const pieces = piecesOf(world, transit, message.body);
  let wasRead = false;

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    wasRead = true;
    await transit.travel();
    const piece = await nextPiece(world, transit, pieces);
    transit.move();
    if (piece.done === true) controller.close();
    else controller.enqueue(piece.value);
  }

  return {
    stream: new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 }),
    get wasRead() {
      return wasRead;
    },
  };
}

function nextPiece(
  world: World,
  transit: Transit,
  pieces: AsyncIterator<Uint8Array>,
): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const cutShort = (): void => reject(new HttpError(400, 'The body ended before it was whole.'));
    const tooSlow = (): void => reject(new HttpError(408, 'No byte arrived for 60 seconds.'));
    if (transit.isBroken) return cutShort();
    const { prng, scheduler } = world;
    // A receiver may not notice that the other end is gone.
    const isSilent = prng.chance(0.3, `${transit.key} breaks silently`);
    transit.onBreak((by) => {
      if (by === 'receiver' || !isSilent) cutShort();
    });
    scheduler.after(idleTimeoutMs, tooSlow);
    pieces.next().then(resolve, (error: unknown) => {
      transit.giveUp(error as Error);
      cutShort();
    });
  });
}

async function* piecesOf(
  world: World,
  transit: Transit,
  body: PeerBody,
): AsyncGenerator<Uint8Array> {
  const { faults, prng, traffic } = world;
  const { key, message } = transit;
  const isCut = faults.strikes('body cut', key);
  const isFlipped = message.isFragile && faults.strikes('bytes flipped', key);
  const linkBytes = linkBytesOf(world, message);
  let left = isCut ? prng.below(body.sizeBytes + 1, `${key} is cut`) : Infinity;
  left = Math.min(left, linkBytes);
  const isLinkCut = left === linkBytes && body.sizeBytes > linkBytes;
  if (isLinkCut) world.faults.note('a link that cuts bodies');
  else if (isCut || isFlipped) traffic.broke(message);
  for await (const piece of readPieces(world, transit, body)) {
    const sent = isFlipped ? flipBit(piece, prng.number(`${key} is flipped`)) : piece;
    traffic.moved(message, Math.min(sent.length, Math.max(left, 0)));
    if (sent.length > 0 && left > 0) yield sent.subarray(0, left);
    left -= sent.length;
    if (left <= 0) break;
  }
  if (isCut || isLinkCut) throw systemError('ECONNRESET', key);
}

/** How much of a body the link lets through before it cuts. */
function linkBytesOf({ plan }: World, { sender, to }: Message): number {
  const { linkCut } = plan;
  return sender !== undefined && linkCut?.to === to ? linkCut.afterBytes : Infinity;
}

/** What the sender reads comes in two chunks, or as it is read from a disk. */
async function* readPieces(
  world: World,
  { key }: Transit,
  body: PeerBody,
): AsyncGenerator<Uint8Array> {
  const content = await body.read();
  if (!(content instanceof Uint8Array)) return yield* content;
  const half = world.prng.below(content.length + 1, `${key} in two`);
  yield content.subarray(0, half);
  yield content.subarray(half);
}

/** A copy of which one bit is flipped, at a place given by a number from 0 up to 1. */
export function flipBit(bytes: Uint8Array, where: number): Uint8Array<ArrayBuffer> {
  const flipped = bytes.slice();
  const at = Math.floor(where * bytes.length);
  if (bytes.length > 0) flipped[at] = (flipped[at] ?? 0) ^ 1;
  return flipped;
}
