import { systemError } from '../support/disk/memory-tree.ts';
import { flipBit } from './flip-bit.ts';
import type { Reply } from './message.ts';
import type { World } from './world.ts';

/** A reader gives up a peer that is silent for this long. */
const idleTimeoutMs = 30_000;

/** A reply whose body is cut off on the way, or has a bit flipped, or arrives as it was sent. */
export function damageReply(world: World, key: string, reply: Reply): Reply {
  const { body } = reply;
  if (body === undefined) return reply;
  const { isFlipped, lengthBytes } = drawDamage(world, key, body.length);
  const sent = isFlipped ? flipBit(body, world.prng.number(`${key} is flipped back`)) : body;
  return { ...reply, body: lengthBytes < body.length ? undefined : sent };
}

/**
 * The body of a reply as it arrives, in two chunks: each after a while, with a bit flipped, or
 * broken off in the middle.
 */
export async function* receiveBody(
  world: World,
  key: string,
  { body }: Reply,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { prng, scheduler } = world;
  const { isFlipped, lengthBytes } = drawDamage(world, key, body?.length ?? 0);
  const sent = isFlipped
    ? flipBit(body as Uint8Array<ArrayBuffer>, prng.number(`${key} flip`))
    : body;
  const half = prng.below((body?.length ?? 0) + 1, `${key} back in two`);
  for (const [first, end] of [
    [0, half],
    [half, lengthBytes],
  ] as const) {
    await scheduler.sleep(0.2 + 3 * prng.number(`${key} travels back`));
    const chunk = sent?.slice(first, Math.min(end, lengthBytes));
    if (chunk !== undefined && chunk.length > 0) yield chunk;
  }
  if (body !== undefined && lengthBytes === body.length) return;
  if (prng.chance(0.3, `${key} breaks back silently`)) await scheduler.sleep(idleTimeoutMs);
  throw systemError('ECONNRESET', key);
}

/** What a link does to a body on its way back. */
function drawDamage(
  { faults, prng }: World,
  key: string,
  sizeBytes: number,
): { readonly isFlipped: boolean; readonly lengthBytes: number } {
  if (sizeBytes === 0) return { isFlipped: false, lengthBytes: 0 };
  const isCut = faults.strikes('body cut', `${key} back`);
  const isFlipped = faults.strikes('bytes flipped', `${key} back`);
  const lengthBytes = isCut ? prng.below(sizeBytes, `${key} is cut back`) : sizeBytes;
  return { isFlipped, lengthBytes };
}
