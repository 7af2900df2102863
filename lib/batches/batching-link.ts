import { sleep } from '../concurrency/sleep.ts';
import type { PeerLink, PeerRequest, PeerResponse } from '../delivery/peer-link.ts';
import { maxBatchedFileBytes, maxBatchOperations, maxLineBytes } from './batch-format.ts';
import { meaningOf } from './batch-meaning.ts';
import { createBatchRequest, type Waiting } from './batch-request.ts';
import { createBatchSize } from './batch-size.ts';
import { createGathering } from './gathering.ts';
import { createOrigins, offerWaitMs, originHeadStartMs } from './origins.ts';
import {
  createRequestPlaces,
  type RequestKind,
  type RequestPlacesOptions,
} from './request-places.ts';
import { createSuspects } from './suspects.ts';

/** A link that sends small operations together. */
export interface BatchingLink extends PeerLink {
  /** Whether the peer takes batches, as far as its responses have shown. */
  readonly isBatching: boolean;
}

/**
 * A link over another that sends small operations in batches, as a group commit does: nothing but
 * an offer waits for company, and what comes while a request is under way goes with the next one. A
 * second one begins beside it only with a full batch. Each operation gets its own response as soon
 * as the peer has given it.
 *
 * A file of another process, which is sent on, crosses the network once more where both send it
 * unasked, and nearly always the peer has it from there. So it is offered after a moment, with
 * whatever else is to be sent by then; to a peer without it it is offered once more after another
 * moment, and then sent alone, so that the peer can still do without the bytes. Nothing waits where
 * that other process does not seem to reach the peer.
 *
 * Only a peer that has shown an instance is sent a batch. One that does not know the route, or
 * sits behind a proxy that does not let it through, gets its operations one by one, until it is
 * another process.
 */
export function createBatchingLink(
  link: PeerLink,
  options: Omit<RequestPlacesOptions, 'onFree'>,
): BatchingLink {
  const waiting: Record<'small' | 'large', Waiting[]> = { small: [], large: [] };
  const places = createRequestPlaces({ ...options, onFree: pump });
  const size = createBatchSize();
  const origins = createOrigins();
  const suspects = createSuspects();
  const offers = createGathering<Waiting>({
    timers: options.timers,
    waitMs: offerWaitMs,
    enough: Math.min(options.concurrency, maxBatchOperations),
    onDue: () => push('small'),
  });
  /** The process that responded last, and the last one that takes no batches. */
  let instance: string | undefined;
  let unableInstance: string | undefined;

  const isBatching = (): boolean => instance !== undefined && instance !== unableInstance;

  async function send(request: PeerRequest): Promise<PeerResponse> {
    const response = await link.send(request);
    instance = response.instance;
    return response;
  }

  /** Begins as many requests as may be in flight. */
  function pump(): void {
    while (mayBegin('large')) begin('large', waiting.large.splice(0, 1));
    while (mayBegin('small')) begin(smallKind(), takeSmall());
  }

  const smallKind = (): RequestKind => (isBatching() ? 'small' : 'alone');

  function mayBegin(queue: 'small' | 'large'): boolean {
    if (waiting[queue].length === 0) return false;
    if (queue === 'large') return places.isFree(queue);
    const kind = smallKind();
    return places.isFree(kind) || (kind === 'small' && places.isFree('full') && isBatchFull());
  }

  /** How many of the first ones fit in a batch. */
  function countFitting(): number {
    let bytes = 0;
    let count = 0;
    for (const { request, isAlone } of waiting.small) {
      bytes += maxLineBytes + (request.body?.sizeBytes ?? 0);
      if (isAlone || count === maxBatchOperations || bytes > size.bytes) break;
      count += 1;
    }
    return count;
  }

  function isBatchFull(): boolean {
    const count = countFitting();
    return count === maxBatchOperations || count < waiting.small.length;
  }

  /** Takes the first ones that fit in a batch, in order. */
  function takeSmall(): Waiting[] {
    const count = isBatching() ? Math.max(countFitting(), 1) : 1;
    return waiting.small.splice(0, count);
  }

  function begin(kind: RequestKind, taken: readonly Waiting[]): void {
    const [first, second] = taken;
    places.run(kind, async () => {
      if (first !== undefined && second === undefined) await sendAlone(first);
      else await sendBatch(taken);
    });
  }

  async function sendAlone({ request, resolve, reject }: Waiting): Promise<void> {
    await send(request).then(resolve, reject);
  }

  async function sendBatch(taken: readonly Waiting[]): Promise<void> {
    const before = instance;
    const { request, open } = await createBatchRequest(taken);
    if (open.size === 0) return;
    try {
      finishBatch(await send(request), [...open.values()], before);
    } catch (error) {
      size.noteBroken();
      suspects.add([...open.values()].map(({ request: { name } }) => name));
      for (const { reject } of open.values()) reject(error);
    }
  }

  /** Does with the operations that got no response of their own what that of their batch says. */
  function finishBatch(
    response: PeerResponse,
    open: readonly Waiting[],
    before: string | undefined,
  ): void {
    const meaning = meaningOf(response);
    if (meaning === 'done') {
      if (open.length > 0) throw new Error('the response to a batch is incomplete');
      size.noteWhole();
    } else if (meaning === 'for each') {
      for (const { resolve } of open) resolve(response);
    } else {
      const isUnable = meaning === 'unable' || (meaning === 'too large' && !size.noteTooLarge());
      if (isUnable) unableInstance = response.instance ?? before;
      waiting.small.unshift(...open.map((one) => ({ ...one, isAlone: true })));
    }
  }

  /** Offers that wait for company have it. */
  function push(queue: 'small' | 'large', ...added: readonly Waiting[]): void {
    waiting[queue].push(...added);
    if (queue === 'small') waiting.small.push(...offers.take());
    pump();
  }

  function sendInTurn(queue: 'small' | 'large', request: PeerRequest): Promise<PeerResponse> {
    return wait(request, (one) => push(queue, one));
  }

  function wait(request: PeerRequest, add: (one: Waiting) => void): Promise<PeerResponse> {
    return new Promise((resolve, reject) => {
      add({ request, isAlone: suspects.take(request.name), resolve, reject });
    });
  }

  /** Sends on what came from another process, which goes first where it may bring it itself. */
  async function sendOn(queue: 'small' | 'large', request: PeerRequest): Promise<PeerResponse> {
    const { from = '' } = request;
    const isContested = isBatching() && origins.mayBring(from);
    const response = await (isContested ? sendLater(request) : sendInTurn(queue, request));
    origins.note(from, response.status);
    return response;
  }

  async function sendLater(request: PeerRequest): Promise<PeerResponse> {
    const { body, ...offer } = request;
    if (body === undefined) return await wait(request, offers.add);
    await sleep(options.timers, originHeadStartMs);
    const asked = await sendInTurn('small', offer);
    return asked.status === 404 ? await sendInTurn('large', request) : asked;
  }

  return {
    get isBatching() {
      return isBatching();
    },
    send(request) {
      const queue = queueFor(request);
      if (queue === undefined) return send(request);
      return request.from === undefined ? sendInTurn(queue, request) : sendOn(queue, request);
    },
    ...(link.read !== undefined && { read: link.read }),
  };
}

/** Nobody waits for a place to ask something; what has a time limit of its own is a question. */
function queueFor({ method, body, responseTimeoutMs }: PeerRequest): 'small' | 'large' | undefined {
  if ((method !== 'PUT' && method !== 'DELETE') || responseTimeoutMs !== undefined)
    return undefined;
  const isSmall = body === undefined || body.sizeBytes <= maxBatchedFileBytes;
  return isSmall && body?.range === undefined ? 'small' : 'large';
}
