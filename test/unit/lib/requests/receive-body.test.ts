import { beforeEach, describe, expect, test } from 'vitest';
import { HttpError } from '../../../../lib/http/http-error.ts';
import { defaultRequestLimits } from '../../../../lib/limits/request-limits.ts';
import { receiveBody } from '../../../../lib/requests/receive-body.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createManualTimers, type ManualTimers } from '../../../support/node/manual-timers.ts';

const limits = { ...defaultRequestLimits, idleTimeoutMs: 60_000, minBytesPerSecond: 100 };

let clock: { ms: number };
let timers: ManualTimers;

beforeEach(() => {
  clock = { ms: 1000 };
  timers = createManualTimers(clock);
});

const receive = (body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () =>
    receiveBody(body, { limits, timers, clock: { nowMs: () => clock.ms } }),
});

/** Reads a body to its end; an error is the last thing that is read. */
async function readAll(body: AsyncIterable<Uint8Array>): Promise<unknown[]> {
  const read: unknown[] = [];
  try {
    for await (const chunk of receive(body)) read.push(new TextDecoder().decode(chunk));
  } catch (error) {
    read.push(error);
  }
  return read;
}

/** Never goes on, as the body of a client that sends nothing. */
const silence = (): Promise<void> => new Promise(() => undefined);

test('the chunks of a body are passed on, and no timer is left', async () => {
  expect(await readAll(bodyStream('one', 'two'))).toEqual(['one', 'two']);
  expect(timers.count).toBe(0);
});

describe('a body that', () => {
  test.each([
    ['breaks off', new TypeError('terminated'), 400],
    ['the host rejects', new HttpError(431, 'too long'), 431],
  ])('%s is rejected', async (_what, error, status) => {
    const body = bodyStream('one', () => {
      throw error;
    });
    expect(await readAll(body)).toEqual(['one', expect.objectContaining({ status })]);
    expect(timers.count).toBe(0);
  });

  test('sends nothing for the idle timeout is a 408, and nobody waits for its end', async () => {
    const reading = readAll(bodyStream('one', silence));
    await timers.pass(59_999);
    expect(timers.count).toBe(1);
    await timers.pass(1);
    const error = expect.objectContaining({
      status: 408,
      message: 'No byte arrived for 60 seconds.',
    });
    expect(await reading).toEqual(['one', error]);
  });

  test('arrives too slowly is a 408', async () => {
    const drip = Array.from({ length: 60 }, () => ['.', () => passed(1000)]).flat();
    const passed = async (ms: number): Promise<void> => {
      clock.ms += ms;
    };
    const read = await readAll(bodyStream(...drip));
    expect(read).toHaveLength(31);
    expect(read.at(-1)).toMatchObject({ status: 408, message: 'The body arrived too slowly.' });
  });

  test('is not read for a while has all the time of the reader', async () => {
    const read: number[] = [];
    for await (const chunk of receive(bodyStream('1', '2', '3'))) {
      read.push(chunk.length);
      clock.ms += 600_000;
      expect(timers.count).toBe(0);
    }
    expect(read).toEqual([1, 1, 1]);
  });

  test('is left half-read is cancelled', async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel() {
        isCancelled = true;
      },
    });
    for await (const chunk of receive(body)) {
      expect(chunk).toHaveLength(1);
      break;
    }
    expect(isCancelled).toBe(true);
  });

  test('can not be cancelled is let go of', async () => {
    const body: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: new Uint8Array(1) }),
        return: () => Promise.reject(new Error('not now')),
      }),
    };
    for await (const chunk of receive(body)) {
      expect(chunk).toHaveLength(1);
      break;
    }
  });
});
