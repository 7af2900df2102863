import { describe, expect, test } from 'vitest';
import type { PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { createPeerViews } from '../../../../lib/monitor/peer-views.ts';

/** Two peers, of which one is no node that can be asked, and what the other does. */
function setUp(respond: () => Promise<PeerResponse>) {
  const clock = { ms: 1000 };
  let asked = 0;
  const ask = (): Promise<PeerResponse> => {
    asked += 1;
    return respond();
  };
  const views = createPeerViews(['a', 'bucket'], [{ name: 'a', ask }], { nowMs: () => clock.ms });
  return { clock, views, asked: () => asked };
}

const status = { status: 200, isStatus: true, content: '{"queues":{},"node":{"id":"ab"}}' };

describe('a peer', () => {
  test.each([
    ['that is a node', status, 'status', 'ab'],
    ['of the Python version', { ...status, content: '{"queues":{}}' }, 'status', undefined],
    ['whose status has no body', { status: 200, isStatus: true }, 'status', undefined],
    ['that is overloaded', { status: 503, nodeId: 'ab' }, 'unreadable', undefined],
    ['that keeps its status to others', { status: 401, isStatus: false }, 'unreadable', undefined],
  ] as const)('%s is seen', async (_what, response, seen, id) => {
    const { views } = setUp(async () => response);
    const { a, bucket } = await views.read();
    expect([a?.response, a?.node?.id, a?.downSinceMs]).toEqual([seen, id, null]);
    expect(bucket).toEqual({ response: undefined, node: null, downSinceMs: null });
  });

  test('that does not respond is down since then, until it responds', async () => {
    let isThere = false;
    const { views, clock } = setUp(async () => {
      if (!isThere) throw new Error('refused');
      return status;
    });
    expect((await views.read())['a']).toEqual({ response: 'none', node: null, downSinceMs: 1000 });
    clock.ms = 5000;
    expect((await views.read())['a']?.downSinceMs).toBe(1000);
    isThere = true;
    clock.ms = 7000;
    expect((await views.read())['a']).toMatchObject({ response: 'status', downSinceMs: null });
    isThere = false;
    clock.ms = 9000;
    expect((await views.read())['a']?.downSinceMs).toBe(9000);
  });

  test.each([502, 503, 504])('behind a proxy that responds %i is down', async (code) => {
    const { views } = setUp(async () => ({ status: code, isStatus: false }));
    expect((await views.read())['a']).toEqual({ response: 'none', node: null, downSinceMs: 1000 });
  });

  test('that came back and went down again while nobody looked is down since now', async () => {
    const { views, clock } = setUp(async () => Promise.reject(new Error('refused')));
    await views.read();
    // The first note comes right after somebody has looked.
    for (let note = 0; note < 2; note += 1) views.noteDown(() => false);
    clock.ms = 9000;
    expect((await views.read())['a']?.downSinceMs).toBe(9000);
  });

  test('is down since replication found that, which was before anybody asked', async () => {
    const { views, clock } = setUp(async () => Promise.reject(new Error('refused')));
    views.noteDown(() => true);
    clock.ms = 4000;
    const { a, bucket } = await views.read();
    expect([a?.downSinceMs, bucket?.downSinceMs]).toEqual([1000, 1000]);
    views.noteDown(() => false);
    clock.ms = 8000;
    expect((await views.read())['bucket']?.downSinceMs).toBeNull();
  });
});

describe('peers are asked', () => {
  test('once for all who look at the same time, however long it takes', async () => {
    let respond = (_response: PeerResponse): void => undefined;
    const { views, asked, clock } = setUp(
      () =>
        new Promise((resolve) => {
          respond = resolve;
        }),
    );
    const first = views.read();
    clock.ms += 60_000;
    const second = views.read();
    respond(status);
    expect(await second).toBe(await first);
    expect(asked()).toBe(1);
  });

  test('again a second after they have responded, or where the clock was set back', async () => {
    const { views, asked, clock } = setUp(async () => status);
    await views.read();
    clock.ms += 999;
    await views.read();
    expect(asked()).toBe(1);
    clock.ms += 1;
    await views.read();
    expect(asked()).toBe(2);
    clock.ms -= 60_000;
    await views.read();
    expect(asked()).toBe(3);
  });
});
