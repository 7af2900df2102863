import { expect, test } from 'vitest';
import { createBacklog } from '../../../../../runtime/node/connection/backlog.ts';
import { createRequestQueue } from '../../../../../runtime/node/connection/request-queue.ts';

const mebibyte = 1024 * 1024;
const work = async (): Promise<void> => undefined;

test('requests leave the queue in the order in which they came', async () => {
  const served: string[] = [];
  const queue = createRequestQueue(createBacklog());
  for (const name of ['a', 'b', 'c']) queue.push(async () => void served.push(name), 1);
  expect(queue.length).toBe(3);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
  expect(served).toEqual(['a', 'b', 'c']);
  expect(queue.length).toBe(0);
});

test('the queues of all connections together hold 64 MiB, and then 48 KiB each', () => {
  const backlog = createBacklog();
  const large = createRequestQueue(backlog);
  for (let filled = 0; filled < 64; filled += 1) expect(large.push(work, mebibyte)).toBe(true);
  const small = createRequestQueue(backlog);
  expect(small.push(work, 48 * 1024)).toBe(true);
  expect(small.push(work, 1)).toBe(false);
  expect(large.push(work, 1)).toBe(false);
});

test('a request that leaves a queue frees its memory for other connections', () => {
  const backlog = createBacklog();
  const [first, second] = [createRequestQueue(backlog), createRequestQueue(backlog)];
  first.push(work, 64 * mebibyte);
  expect(second.push(work, mebibyte)).toBe(false);
  second.clear();
  first.shift();
  expect(second.push(work, mebibyte)).toBe(true);
});

test('a queue that is cleared is empty, and holds no memory', () => {
  const backlog = createBacklog();
  const [first, second] = [createRequestQueue(backlog), createRequestQueue(backlog)];
  first.push(work, 32 * mebibyte);
  first.push(work, 32 * mebibyte);
  first.clear();
  first.clear();
  expect(first.length).toBe(0);
  expect(first.shift()).toBeUndefined();
  expect(second.push(work, 64 * mebibyte)).toBe(true);
});
