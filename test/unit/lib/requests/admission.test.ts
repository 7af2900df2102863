import { describe, expect, test } from 'vitest';
import { defaultRequestLimits } from '../../../../lib/limits/request-limits.ts';
import { type Admission, createAdmission, type Turn } from '../../../../lib/requests/admission.ts';
import type { CountedRequest } from '../../../../lib/requests/counted-request.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';

const busy = expect.objectContaining({ status: 503, headers: { 'Retry-After': '1' } });

function admit(maxRequests: number): Admission {
  const limits = { ...defaultRequestLimits, maxRequests };
  const timers = { after: () => () => undefined };
  return createAdmission({ publicUrl: '', limits, timers, clock: { nowMs: () => 0 } });
}

/** Begins the turn of a client's request, and counts it. */
function enter(admission: Admission, request: Partial<CountedRequest> = {}): Turn {
  const turn = admission.begin({ url: 'http://node/a', isPeer: () => false, ...request });
  turn.enter();
  return turn;
}

/** Begins to read a body. */
async function read(turn: Turn): Promise<unknown> {
  try {
    for await (const chunk of turn.receive(bodyStream('hello'))) return chunk.length;
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('requests that are served', () => {
  test('are so many at once, and one that is served makes place', () => {
    const admission = admit(2);
    const first = enter(admission);
    enter(admission);
    expect(() => enter(admission)).toThrow(busy);
    first.end();
    first.end();
    enter(admission);
    expect(() => enter(admission)).toThrow(busy);
  });

  test('of peers have as many places of their own', () => {
    const admission = admit(1);
    const isPeer = (): boolean => true;
    enter(admission);
    expect(() => enter(admission)).toThrow(busy);
    const peer = enter(admission, { isPeer });
    expect(() => enter(admission, { isPeer })).toThrow(busy);
    peer.end();
    enter(admission, { isPeer });
  });

  test('are not counted before they enter', () => {
    const admission = admit(1);
    admission.begin({ url: '/_status', isPeer: () => false });
    enter(admission);
  });
});

describe('uploads that wait for their clients', () => {
  test('hold no place of a request, and are so many at once', async () => {
    const admission = admit(1);
    const first = enter(admission);
    expect(await read(first)).toBe(5);
    const second = enter(admission);
    expect(await read(second)).toEqual(busy);
    first.end();
    const third = enter(admission);
    expect(await read(third)).toBe(5);
  });

  test('are not counted where the body is here, or where there is none', async () => {
    const admission = admit(1);
    expect(await read(enter(admission))).toBe(5);
    expect(await read(enter(admission, { hasBodyArrived: () => false }))).toEqual(busy);
    const whole = enter(admission, { hasBodyArrived: () => true });
    expect(await read(whole)).toBe(5);
    expect(await whole.receive(null)[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
    expect(() => enter(admission)).toThrow(busy);
  });

  test.each([
    ['from one address', { clientAddress: '10.0.0.1' }, 6],
    ['from nowhere that is known', {}, 8],
    ['by one signed URL', { url: 'http://node/a?signature=x' }, 1],
  ])('%s have a share of the places', async (_what, request, share) => {
    const admission = admit(8);
    for (let count = 0; count < share; count += 1) {
      expect(await read(enter(admission, request))).toBe(5);
    }
    expect(await read(enter(admission, request))).toEqual(busy);
    const other = await read(enter(admission, { clientAddress: '10.0.0.2' }));
    expect(other).toEqual(share === 8 ? busy : 5);
  });

  test('of peers have as many places of their own', async () => {
    const admission = admit(1);
    const isPeer = (): boolean => true;
    expect(await read(enter(admission))).toBe(5);
    expect(await read(enter(admission, { isPeer }))).toBe(5);
    expect(await read(enter(admission, { isPeer }))).toEqual(busy);
  });
});
