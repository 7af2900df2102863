import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryContext } from '../../../runtime/memory-context.ts';
import { createWorker } from '../../../runtime/workers.ts';

/** Stands in for that of Workers: it knows nothing of lengths, and notes them. */
const lengths: number[] = [];

beforeEach(() => {
  lengths.length = 0;
  const noting = class extends TransformStream {
    constructor(sizeBytes: number) {
      super();
      lengths.push(sizeBytes);
    }
  };
  vi.stubGlobal('FixedLengthStream', noting);
});

afterEach(() => void vi.unstubAllGlobals());

test('a Worker opens its node at the first request, once, and serves it', async () => {
  let opened = 0;
  const worker = createWorker(async (env: { url: string }) => {
    opened += 1;
    return { ctx: await createMemoryContext({ config: { publicUrl: env.url } }) };
  });
  expect(opened).toBe(0);
  const env = { url: 'https://files.example' };
  const put = new Request('http://node/a.txt', { method: 'PUT', body: 'content' });
  const stored = await worker.fetch(put, env);
  const location = stored.headers.get('location') ?? '';
  expect(location).toMatch(/^https:\/\/files\.example\/a_/u);
  const response = await worker.fetch(new Request(location), env);
  expect(await response.text()).toBe('content');
  expect(lengths).toContain(7);
  expect(opened).toBe(1);
});

test('a Worker whose node can not be opened tries again at the next request', async () => {
  let opened = 0;
  const worker = createWorker(async () => {
    opened += 1;
    if (opened === 1) throw new Error('the bucket is gone');
    return { ctx: await createMemoryContext() };
  });
  const request = (): Request => new Request('http://node/_status');
  await expect(worker.fetch(request(), {})).rejects.toThrow('the bucket is gone');
  expect((await worker.fetch(request(), {})).status).toBe(200);
});

test('a cron trigger does the work that the node has for it, if there is any', async () => {
  let maintained = 0;
  const maintain = async (): Promise<void> => {
    maintained += 1;
  };
  const worker = createWorker(async () => ({ ctx: await createMemoryContext(), maintain }));
  await worker.scheduled({}, {});
  expect(maintained).toBe(1);
  const idle = createWorker(async () => ({ ctx: await createMemoryContext() }));
  await idle.scheduled({}, {});
  expect(maintained).toBe(1);
});
