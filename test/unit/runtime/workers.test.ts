import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Context } from '../../../lib/context.ts';
import { createMemoryContext } from '../../../runtime/memory-context.ts';
import { createWorker, type Worker, type WorkerNode } from '../../../runtime/workers.ts';

/** Stands in for that of Workers: it knows nothing of lengths, and notes them. */
const lengths: number[] = [];
/** What a Worker goes on with after its response. */
const kept: Promise<unknown>[] = [];
const logged: string[] = [];
const execution = { waitUntil: (work: Promise<unknown>): void => void kept.push(work) };

beforeEach(() => {
  lengths.length = 0;
  kept.length = 0;
  const noting = class extends TransformStream {
    constructor(sizeBytes: number) {
      super();
      lengths.push(sizeBytes);
    }
  };
  vi.stubGlobal('FixedLengthStream', noting);
  logged.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line) => void logged.push(line));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function fetchFrom<Env>(worker: Worker<Env>, env: Env, path: string, init?: RequestInit) {
  return worker.fetch(new Request(new URL(path, 'http://node'), init), env, execution);
}

function workerOn(ctx: Context): Worker<object> {
  return createWorker(async () => ({ ctx }));
}

test('a Worker opens its node at the first request, once, and serves it', async () => {
  let opened = 0;
  const worker = createWorker(async (env: { url: string }) => {
    opened += 1;
    return { ctx: await createMemoryContext({ config: { publicUrl: env.url } }) };
  });
  expect(opened).toBe(0);
  const env = { url: 'https://files.example' };
  const stored = await fetchFrom(worker, env, '/a.txt', { method: 'PUT', body: 'content' });
  const location = stored.headers.get('location') ?? '';
  expect(location).toMatch(/^https:\/\/files\.example\/a_/u);
  const response = await fetchFrom(worker, env, location);
  expect(await response.text()).toBe('content');
  expect(lengths).toContain(7);
  expect(opened).toBe(1);
});

describe('a node that can not be opened', () => {
  /** Opens a node when, and as, the test decides. */
  function controlled() {
    const openings: { succeed(): Promise<void>; fail(): void }[] = [];
    const open = (): Promise<WorkerNode> =>
      new Promise((resolve, reject) => {
        openings.push({
          succeed: async () => resolve({ ctx: await createMemoryContext() }),
          fail: () => reject(new Error('the bucket is gone')),
        });
      });
    const worker = createWorker(open);
    return { openings, ask: (init?: RequestInit) => fetchFrom(worker, {}, '/_status', init) };
  }

  test('is a 503 for all who wait, and the next request opens it again', async () => {
    const { openings, ask } = controlled();
    const both = [ask(), ask({ method: 'HEAD' })];
    expect(openings).toHaveLength(1);
    openings[0]?.fail();
    const [get, head] = await Promise.all(both);
    expect([get?.status, get?.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await get?.text()).toBe('This node can not be opened at present.\n');
    expect([head?.status, await head?.text()]).toEqual([503, '']);
    expect(logged).toEqual(Array(2).fill('the node could not be opened'));
    const next = ask();
    await openings[1]?.succeed();
    expect([(await next).status, (await ask()).status]).toEqual([200, 200]);
    expect(openings).toHaveLength(2);
  });

  test('is opened once at a time, also where somebody learns late of a failure', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { openings, ask } = controlled();
    const early = ask();
    await vi.advanceTimersByTimeAsync(10_000);
    const late = ask();
    await vi.advanceTimersByTimeAsync(20_000);
    // The first opening hangs, as it does when a Worker drops the request that has begun it.
    expect((await early).status).toBe(503);
    const second = ask();
    expect(openings).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await late).status).toBe(503);
    const third = ask();
    expect(openings).toHaveLength(2);
    await openings[1]?.succeed();
    expect([(await second).status, (await third).status]).toEqual([200, 200]);
  });

  test('fails the work of a cron trigger', async () => {
    const worker = createWorker<object>(() => Promise.reject(new Error('the bucket is gone')));
    await expect(worker.scheduled({}, {}, execution)).rejects.toThrow('the bucket is gone');
  });
});

describe('work that a client has begun', () => {
  test('goes on without the client: the opening, the handler, and the sending', async () => {
    const worker = workerOn(await createMemoryContext());
    const response = await fetchFrom(worker, {}, '/_status');
    expect(kept).toHaveLength(3);
    await response.text();
    await Promise.all(kept);
  });

  test('ends when the client leaves in a download', async () => {
    const worker = workerOn(await createMemoryContext());
    const body = 'x'.repeat(1_000_000);
    const stored = await fetchFrom(worker, {}, '/a', { method: 'PUT', body });
    const response = await fetchFrom(worker, {}, stored.headers.get('location') ?? '');
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await Promise.all(kept);
  });
});

describe('a body that no handler reads', () => {
  const mebibyte = new Uint8Array(1024 * 1024);

  /** Sends chunks to a path without a route, and says how many of them were taken. */
  async function sendUnread(next: (taken: number) => Uint8Array | undefined | Promise<undefined>) {
    let taken = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const chunk = await next(taken);
          if (chunk === undefined) return controller.close();
          taken += 1;
          controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    const init = { method: 'PATCH', body, duplex: 'half' } as RequestInit;
    const response = await fetchFrom(workerOn(await createMemoryContext()), {}, '/a', init);
    const text = response.text();
    return { response, text, taken: () => taken };
  }

  test('is taken before the response ends, which the client might not get else', async () => {
    const { response, text, taken } = await sendUnread((count) =>
      count < 5 ? mebibyte : undefined,
    );
    expect([response.status, await text]).toEqual([405, expect.stringContaining('Use one of')]);
    expect(taken()).toBe(5);
  });

  test('is taken up to a limit', async () => {
    const { text, taken } = await sendUnread(() => mebibyte);
    await text;
    expect(taken()).toBe(16);
  });

  test('is waited for only so long', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { text } = await sendUnread(() => new Promise(() => undefined));
    let isOver = false;
    void text.then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(2900);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(isOver).toBe(true);
  });
});

test('a cron trigger does the work that the node has for it, if there is any', async () => {
  let maintained = 0;
  const maintain = async (): Promise<void> => {
    maintained += 1;
  };
  const worker = createWorker(async () => ({ ctx: await createMemoryContext(), maintain }));
  await worker.scheduled({}, {}, execution);
  expect(maintained).toBe(1);
  const idle = createWorker(async () => ({ ctx: await createMemoryContext() }));
  await idle.scheduled({}, {}, execution);
  expect(maintained).toBe(1);
});
