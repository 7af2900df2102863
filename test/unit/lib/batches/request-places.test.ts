import { expect, it } from 'vitest';
import { createRequestPlaces, type RequestKind } from '../../../../lib/batches/request-places.ts';
import { createGate } from '../../../support/node/gate.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

function setUp(concurrency = 4, maxRequests = 8) {
  const timers = createManualTimers({ ms: 0 });
  let freed = 0;
  const onFree = (): void => {
    freed += 1;
  };
  const places = createRequestPlaces({ concurrency, maxRequests, timers, onFree });
  /** Begins a request, and returns what ends it. */
  const begin = (kind: RequestKind): (() => Promise<void>) => {
    const gate = createGate();
    places.run(kind, () => gate.opened);
    return async () => {
      gate.open();
      await settleMicrotasks();
    };
  };
  return { places, timers, begin, freed: () => freed };
}

it('one small request is in flight, and the next when it has ended', async () => {
  const { places, timers, begin, freed } = setUp();
  const end = begin('small');
  expect(places.isFree('small')).toBe(false);
  await end();
  expect([places.isFree('small'), freed()]).toEqual([true, 1]);
  await timers.pass(10_000);
  // The one that has ended is not counted twice.
  begin('small');
  expect(places.isFree('small')).toBe(false);
});

it('a full batch may begin beside another, and no third', async () => {
  const { places, begin } = setUp();
  begin('small');
  expect(places.isFree('full')).toBe(true);
  const end = begin('small');
  expect(places.isFree('full')).toBe(false);
  await end();
  expect([places.isFree('full'), places.isFree('small')]).toEqual([true, false]);
});

it('one that takes long leaves its place to the next', async () => {
  const { places, timers, begin, freed } = setUp();
  const slow = begin('small');
  await timers.pass(249);
  expect([places.isFree('small'), freed()]).toEqual([false, 0]);
  await timers.pass(1);
  expect([places.isFree('small'), freed()]).toEqual([true, 1]);
  const quick = begin('small');
  expect(places.isFree('small')).toBe(false);
  await slow();
  expect(places.isFree('small')).toBe(false);
  await quick();
  expect([places.isFree('small'), timers.count]).toEqual([true, 0]);
});

it('all together are limited', async () => {
  const { places, timers, begin } = setUp(4, 3);
  for (const kind of ['small', 'large'] as const) begin(kind);
  const end = begin('alone');
  await timers.pass(250);
  const kinds = ['small', 'large', 'alone'] as const;
  expect(kinds.map(places.isFree)).toEqual([false, false, false]);
  await end();
  expect(kinds.map(places.isFree)).toEqual([true, true, true]);
});

it('large ones are limited apart from the others', async () => {
  const { places, begin } = setUp(2, 8);
  const end = begin('large');
  expect(places.isFree('large')).toBe(true);
  begin('large');
  const kinds = ['large', 'small', 'alone'] as const;
  expect(kinds.map(places.isFree)).toEqual([false, true, true]);
  await end();
  expect(places.isFree('large')).toBe(true);
});
