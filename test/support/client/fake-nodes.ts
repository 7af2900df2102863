import { onTestFinished, vi } from 'vitest';

/** A request that a fake node got. */
export interface FakeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  /** When it came, in milliseconds of the virtual clock. */
  readonly atMs: number;
  /** Reads the whole body. */
  body(): Promise<string>;
}

export type Respond = (request: FakeRequest) => Response | Promise<Response>;

/** A `fetch` whose nodes are a function, and what they were asked. */
export interface FakeNodes {
  readonly fetch: typeof fetch;
  readonly requests: FakeRequest[];
}

export function createFakeNodes(respond: Respond): FakeNodes {
  const requests: FakeRequest[] = [];
  return {
    requests,
    async fetch(input, init) {
      const { method, url, headers, signal } = new Request(input, { ...init, body: null });
      const body = async (): Promise<string> => await new Response(init?.body ?? '').text();
      const request = { method, url, headers, signal, atMs: Date.now(), body };
      requests.push(request);
      return await Promise.race([respond(request), rejectedBy(signal)]);
    },
  };
}

/** Puts timers under the control of the test, from time 0 on, and takes chance out of it. */
export function useVirtualTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 0 });
  vi.spyOn(Math, 'random').mockReturnValue(0);
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** Lets virtual time pass until the work is over. */
export async function whileTimePasses<Result>(work: Promise<Result>): Promise<Result> {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  work.then(end, end);
  while (!isOver) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    if (!isOver) await vi.advanceTimersByTimeAsync(100);
  }
  return await work;
}

/** What a node is that does not respond. */
export const silence = (): Promise<Response> => new Promise(() => undefined);

/** A body that ends with an error after its chunks. */
export function breakingBody(...chunks: readonly string[]): ReadableStream<Uint8Array> {
  const left = [...chunks];
  return new ReadableStream({
    pull(controller) {
      const chunk = left.shift();
      if (chunk === undefined) controller.error(new TypeError('terminated'));
      else controller.enqueue(new TextEncoder().encode(chunk));
    },
  });
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
