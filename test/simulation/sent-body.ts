import type { PeerBody } from '../../lib/delivery/peer-link.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { flipInFile, noteMoved } from './batched-messages.ts';
import { flipBit } from './flip-bit.ts';
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

/** Sends the body of a message chunk by chunk, each when the receiver reads it, to its end. */
export function createSentBody(
  world: World,
  transit: Transit,
  onEnd: () => void,
): SentBody | undefined {
  const { message } = transit;
  if (message.body === undefined) return undefined;
  const pieces = piecesOf(world, transit, message.body);
  let wasRead = false;

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    wasRead = true;
    await transit.travel();
    const piece = await nextPiece(world, transit, pieces);
    transit.move();
    if (piece.done === true) {
      onEnd();
      controller.close();
    } else controller.enqueue(piece.value);
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
  const isBatch = message.operations !== undefined;
  const isCut = faults.strikes('body cut', key);
  const isFlipped = message.isFragile && faults.strikes('bytes flipped', key);
  const linkBytes = linkBytesOf(world, message);
  const cutBytes = isCut ? prng.below(body.sizeBytes + 1, `${key} is cut`) : Infinity;
  const end = Math.min(cutBytes, linkBytes);
  const isLinkCut = end === linkBytes && body.sizeBytes > linkBytes;
  if (isLinkCut) world.faults.note('a link that cuts bodies');
  else if (isCut || isFlipped) traffic.broke(message);
  if (isBatch && isCut) world.reach('a batch is cut');
  if (isBatch && isFlipped) world.reach('a batch has a bit flipped');
  let sentBytes = 0;
  for await (const piece of readPieces(world, transit, body, isBatch && isFlipped)) {
    const sent = isFlipped && !isBatch ? flipBit(piece, prng.number(`${key} is flipped`)) : piece;
    const first = sentBytes;
    sentBytes = Math.min(first + sent.length, end);
    noteMoved(world, message, first, sentBytes);
    if (sentBytes > first) yield sent.subarray(0, sentBytes - first);
    if (sentBytes >= end) break;
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
  { key, message }: Transit,
  body: PeerBody,
  hasFlippedFile: boolean,
): AsyncGenerator<Uint8Array> {
  const { prng } = world;
  const content = await body.read();
  if (!(content instanceof Uint8Array)) return yield* content;
  const half = prng.below(content.length + 1, `${key} in two`);
  const sent = hasFlippedFile
    ? flipInFile(content, message.operations ?? [], prng.number(`${key} is flipped`))
    : content;
  yield sent.subarray(0, half);
  yield sent.subarray(half);
}
