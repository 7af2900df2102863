import { expect, test } from 'vitest';
import { createLineQueue, type LineQueue } from '../../../../../runtime/node/log/line-queue.ts';

interface TestSink {
  readonly queue: LineQueue;
  /** All that was written. */
  text(): string;
  /** Lets the sink take so many more bytes, and makes the retry that is due. */
  drain(bytes: number): void;
  fail(isFailing: boolean): void;
  retries(): number;
}

function useSink(maxBytes: number, space = 0): TestSink {
  let text = '';
  let left = space;
  let isFailing = false;
  const retries: Array<() => void> = [];
  const sink = {
    writeSome(bytes: Uint8Array): number {
      if (isFailing) throw new Error('EPIPE');
      const taken = bytes.subarray(0, left);
      left -= taken.length;
      text += Buffer.from(taken).toString();
      return taken.length;
    },
    retryLater: (callback: () => void): void => void retries.push(callback),
    formatDropped: (lines: number, important: number) => `${lines}/${important}\n`,
  };
  return {
    queue: createLineQueue(sink, maxBytes),
    text: () => text,
    drain(bytes) {
      left = bytes;
      for (const retry of retries.splice(0)) retry();
    },
    fail(next) {
      isFailing = next;
    },
    retries: () => retries.length,
  };
}

test('lines are written at once while the sink takes them', () => {
  const { queue, text, retries } = useSink(6, 100);
  for (const line of ['ab\n', 'cd\n', 'ef\n']) queue.push(line, false);
  expect(text()).toBe('ab\ncd\nef\n');
  expect(retries()).toBe(0);
});

test('lines that do not fit are dropped, and counted after those that were kept', () => {
  const { queue, text, drain, retries } = useSink(6);
  for (const line of ['ab\n', 'cd\n', 'ef\n', 'gh\n']) queue.push(line, false);
  expect(text()).toBe('');
  expect(retries()).toBe(1);
  drain(100);
  expect(text()).toBe('ab\ncd\n2/0\n');
  queue.push('ij\n', false);
  expect(text()).toBe('ab\ncd\n2/0\nij\n');
  expect(retries()).toBe(0);
});

test('an important line takes the place of the newest others, never of important ones', () => {
  const { queue, text, drain } = useSink(9);
  for (const line of ['ab\n', 'cd\n', 'ef\n']) queue.push(line, false);
  for (const line of ['W1\n', 'W2\n', 'W3\n', 'W4\n']) queue.push(line, true);
  drain(100);
  expect(text()).toBe('W1\nW2\nW3\n4/1\n');
});

test('the rest of a line that was written in part follows, whatever is dropped', () => {
  const { queue, text, drain } = useSink(6, 1);
  queue.push('ab\n', false);
  expect(text()).toBe('a');
  for (const line of ['W1\n', 'W2\n']) queue.push(line, true);
  drain(2);
  expect(text()).toBe('ab\n');
  drain(100);
  expect(text()).toBe('ab\nW1\n1/1\n');
});

test('the count itself waits for space', () => {
  const { queue, text, drain } = useSink(3);
  queue.push('ab\n', false);
  queue.push('cd\n', false);
  drain(3);
  expect(text()).toBe('ab\n');
  queue.push('ef\n', false);
  drain(100);
  expect(text()).toBe('ab\n1/0\n1/0\n');
});

test('a line longer than the queue is dropped where the sink is full', () => {
  const { queue, text, drain } = useSink(3);
  queue.push('long\n', true);
  expect(text()).toBe('');
  drain(100);
  queue.push('a\n', true);
  expect(text()).toBe('1/1\na\n');
});

test('lines that a sink fails to write are counted, and stop nothing', () => {
  const { queue, text, fail, retries } = useSink(6, 100);
  fail(true);
  queue.push('ab\n', true);
  queue.push('cd\n', false);
  expect(queue.flush()).toBe(true);
  fail(false);
  queue.push('ef\n', true);
  expect(text()).toBe('ef\n2/1\n');
  expect(queue.flush()).toBe(true);
  expect(retries()).toBe(0);
});

test('a sink that begins a line and then fails ends it before the next one, and counts it', () => {
  const { queue, text, fail, drain, retries } = useSink(100, 5);
  queue.push('long line\n', true);
  queue.push('other\n', false);
  fail(true);
  drain(100);
  expect(text()).toBe('long ');
  fail(false);
  queue.push('next\n', true);
  expect(text()).toBe('long \nnext\n2/1\n');
  queue.push('last\n', true);
  expect(text()).toBe('long \nnext\n2/1\nlast\n');
  expect(retries()).toBe(0);
});

test('the end of a line that was cut waits for space, and is written once', () => {
  const { queue, text, fail, drain } = useSink(100, 1);
  queue.push('ab\n', true);
  fail(true);
  drain(0);
  queue.push('cd\n', true);
  fail(false);
  drain(0);
  queue.push('ef\n', true);
  expect(text()).toBe('a');
  drain(1);
  expect(text()).toBe('a\n');
  fail(true);
  drain(0);
  fail(false);
  drain(100);
  queue.push('gh\n', true);
  expect(text()).toBe('a\ngh\n3/3\n');
});

test('a count that can not be written is not lost', () => {
  const { queue, text, fail, drain } = useSink(3);
  for (const line of ['ab\n', 'cd\n', 'ef\n']) queue.push(line, true);
  drain(4);
  expect(text()).toBe('ab\n2');
  fail(true);
  drain(100);
  fail(false);
  queue.push('gh\n', true);
  expect(text()).toBe('ab\n2\ngh\n2/2\n');
});

test('a failed line leaves its place to others', () => {
  const { queue, text, fail, drain } = useSink(3);
  queue.push('ab\n', true);
  fail(true);
  drain(0);
  fail(false);
  queue.push('cd\n', true);
  drain(100);
  expect(text()).toBe('cd\n1/1\n');
});
