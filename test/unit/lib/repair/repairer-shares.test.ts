import { expect, it } from 'vitest';
import { inventoryOf, sendAll, setUpRepairer } from '../../../support/node/set-up-repairer.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const names = namesOf(10);
const { fingerprintName } = inventoryOf([]);
const none = { stored: [], tombstones: [] };

it('what a peer lacks is sent by several nodes, each its share, and the rest if nobody does', async () => {
  const { repairer, state, queue, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
  state.otherIds = ['00000000000000cc'];
  const isOurs = (name: (typeof names)[0]): boolean => fingerprintName(name).low % 2 === 0;
  await meet();
  await pass(2);
  expect(repairer.report().inSync).toBe(false);
  const sent = (await sendAll(queue, state.theirs)).map(({ name }) => name);
  expect(sent.sort()).toEqual(names.filter(isOurs).sort());
  await pass(2);
  expect(queue.length).toBe(0);
  await pass(10);
  const rest = (await sendAll(queue, state.theirs)).map(({ name }) => name);
  expect(rest.sort()).toEqual(names.filter((name) => !isOurs(name)).sort());
  await pass(10);
  expect(repairer.report()).toMatchObject({ inSync: true, repaired: 10 });
});

it('two nodes are not compared again when the peer has done so', async () => {
  const { repairer, state, clock, pass, meet } = setUpRepairer({ stored: names });
  await meet();
  repairer.noteComparison('00000000000000b2', none);
  expect(repairer.report()).toMatchObject({ inSync: undefined, equalAtMs: undefined });
  repairer.noteComparison('00000000000000b1', none);
  // The peer's sums may have been on their way for a while.
  const equalAtMs = clock.ms - 150_000;
  expect(repairer.report()).toMatchObject({ inSync: true, equalAtMs });
  repairer.noteComparison('00000000000000b2', none);
  expect(repairer.report().inSync).toBe(true);
  await pass(60);
  expect(state.requests).toEqual([]);
  await pass(1);
  expect(state.requests).toEqual(['_compare']);
});

it('what a peer lacked is not asked for again when the peer has found nothing to differ', async () => {
  const { repairer, state, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
  await meet();
  await pass(1);
  expect(state.requests).toEqual(['_compare', '_wanted']);
  for (const name of names) state.theirs.noteStored(name);
  repairer.noteComparison('00000000000000b1', none);
  await pass(60);
  expect(state.requests).toEqual(['_compare', '_wanted']);
  expect(repairer.report().inSync).toBe(true);
});

it('when both held the same is known again after the clock was set back', async () => {
  const { repairer, clock, pass, meet } = setUpRepairer({ stored: names });
  await meet();
  await pass(1);
  clock.ms -= 86_400_000;
  repairer.noteComparison('00000000000000b1', none);
  expect(repairer.report().equalAtMs).toBe(clock.ms - 150_000);
});

it('what one process lacked is not asked of the next one before that is compared', async () => {
  const { state, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
  await meet();
  await pass(1);
  expect(state.requests).toEqual(['_compare', '_wanted']);
  state.instance = '00000000000000b2';
  await meet();
  await pass(1);
  expect(state.requests).toEqual(['_compare', '_wanted']);
});
