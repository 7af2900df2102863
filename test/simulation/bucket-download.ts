import { transientError } from '../support/objects/object-bodies.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/**
 * The body of an object as it arrives at a process, in two chunks, each after a while; or it breaks
 * off in the middle.
 */
export function createDownload(
  { faults, prng, scheduler }: World,
  node: SimNode,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const what = `${node.id} downloads ${key}`;
  const isCut = bytes.length > 0 && faults.strikes('bucket: download cut', what);
  const end = isCut ? prng.below(bytes.length, `${what} is cut`) : bytes.length;
  const half = prng.below(bytes.length + 1, `${what} in two`);
  let position = 0;

  async function pull(
    controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ): Promise<void> {
    await scheduler.sleep(0.2 + 3 * prng.number(`${what} travels`));
    const chunk = bytes.slice(position, Math.min(position < half ? half : bytes.length, end));
    position += chunk.length;
    if (chunk.length > 0) controller.enqueue(chunk);
    else if (isCut) throw transientError('ECONNRESET');
    if (position === bytes.length) controller.close();
  }

  const arrive: typeof pull = (controller) => node.whileAlive(pull(controller));
  return new ReadableStream({ pull: arrive }, { highWaterMark: 0 });
}
