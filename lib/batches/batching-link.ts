import { sleep } from '../concurrency/sleep.ts';
import type { PeerLink, PeerRequest, PeerResponse } from '../delivery/peer-link.ts';
import { isUnauthorizedStatus, isUnavailableStatus } from '../delivery/response-status.ts';
import { crowdedReason } from '../http/node-headers.ts';
import { maxBatchedFileBytes, maxBatchOperations, maxLineBytes } from './batch-format.ts';
import { createBatchRequest, type Waiting } from './batch-request.ts';
import { createBatchSize } from './batch-size.ts';
import { createOrigins, originHeadStartMs } from './origins.ts';
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
 * A link over another that sends small operations in batches, as a group commit does: nothing waits
 * for company, and what comes while two requests are under way goes with the next one. Each
 * operation gets its own response as soon as the peer has given it.
 *
 * A file of another process, which is sent on, crosses the network once more where both send it
 * unasked. So it waits a moment, and is then asked for before its bytes are sent, unless that other
 * process does not seem to reach the peer.
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
    return places.isFree(queue === 'large' ? queue : smallKind());
  }

  /** Takes the first ones that fit in a batch, in order. */
  function takeSmall(): Waiting[] {
    const { small } = waiting;
    if (!isBatching()) return small.splice(0, 1);
    let bytes = 0;
    let count = 0;
    for (const { request, isAlone } of small) {
      bytes += maxLineBytes + (request.body?.sizeBytes ?? 0);
      if (isAlone || count === maxBatchOperations || bytes > size.bytes) break;
      count += 1;
    }
    return small.splice(0, Math.max(count, 1));
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

  function sendInTurn(queue: 'small' | 'large', request: PeerRequest): Promise<PeerResponse> {
    return new Promise((resolve, reject) => {
      const isAlone = suspects.take(request.name);
      waiting[queue].push({ request, isAlone, resolve, reject });
      pump();
    });
  }

  /** Sends on what came from another process, which goes first where it may bring it itself. */
  async function sendOn(queue: 'small' | 'large', request: PeerRequest): Promise<PeerResponse> {
    const { body, from = '' } = request;
    const isContested = isBatching() && body !== undefined && origins.mayBring(from);
    if (isContested) await sleep(options.timers, originHeadStartMs);
    const response = await sendInTurn(isContested ? 'large' : queue, request);
    origins.note(from, response.status);
    return response;
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

/**
 * What the response to a batch says of its operations: they have their responses, or this is the
 * response to each of them, or they must be sent alone: because there are too many batches, because
 * this one is too large, or because nobody there takes any.
 */
function meaningOf({
  status,
  instance,
  reason,
}: PeerResponse): 'done' | 'for each' | 'crowded' | 'too large' | 'unable' {
  // It is too large for a proxy, or for a slow link.
  if (status === 413 || status === 408) return 'too large';
  if (reason === crowdedReason) return 'crowded';
  if (isUnavailableStatus(status)) return 'for each';
  // A proxy may refuse a method or a path that it does not know.
  if (instance === undefined) return 'unable';
  if (status === 200) return 'done';
  const isOfAll = isUnauthorizedStatus(status) || status === 421 || status >= 500;
  return isOfAll && status !== 501 ? 'for each' : 'unable';
}
