import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limitSilence } from '../../../../../runtime/node/peers/limit-silence.ts';

/** A request that emits nothing, as that of an engine whose connection is gone. */
class SilentRequest extends EventEmitter {
  socket = { bytesRead: 0, bytesWritten: 0 };
}

let request: SilentRequest;
let errors: string[];

beforeEach(() => {
  vi.useFakeTimers();
  request = new SilentRequest();
  errors = [];
  limitSilence(request as never, 8000, ({ message }) => errors.push(message));
});

afterEach(() => void vi.useRealTimers());

test('a request that is silent for its time is aborted once, whatever it emits', () => {
  vi.advanceTimersByTime(8000);
  expect(errors).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(errors).toEqual(['no data for 8 seconds']);
});

test('a request without a socket is silent, too', () => {
  Object.assign(request, { socket: null });
  vi.advanceTimersByTime(12_000);
  expect(errors).toHaveLength(1);
});

test.each(['bytesRead', 'bytesWritten'] as const)('%s that grow are no silence', (counter) => {
  for (let step = 0; step < 10; step += 1) {
    vi.advanceTimersByTime(6000);
    request.socket[counter] += 1;
  }
  expect(errors).toEqual([]);
  vi.advanceTimersByTime(12_000);
  expect(errors).toHaveLength(1);
});

test('a request that is over is not watched any more', () => {
  request.emit('close');
  expect(vi.getTimerCount()).toBe(0);
});
