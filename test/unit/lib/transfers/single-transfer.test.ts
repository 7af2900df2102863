import { expect, it } from 'vitest';
import { AlreadyArrivingError } from '../../../../lib/errors/domain-errors.ts';
import { defaultTransferLimits } from '../../../../lib/limits/transfer-limits.ts';
import {
  createSingleTransfers,
  type SingleTransfers,
} from '../../../../lib/transfers/single-transfer.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createGate } from '../../../support/node/gate.ts';
import { createManualTimers, type ManualTimers } from '../../../support/node/manual-timers.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

const name = nameOf('file', 'content');
const arriving = expect.any(AlreadyArrivingError);

function setUp(): { arrivals: SingleTransfers; timers: ManualTimers; clock: { ms: number } } {
  const clock = { ms: 0 };
  const timers = createManualTimers(clock);
  const arrivals = createSingleTransfers({ nowMs: () => clock.ms }, timers, defaultTransferLimits);
  return { arrivals, timers, clock };
}

it('a second sender of a name waits for the first, and another name does not', async () => {
  const { arrivals, timers } = setUp();
  const gate = createGate();
  const order: string[] = [];
  const first = arrivals.run(name, async () => {
    await gate.opened;
    order.push('first');
  });
  const later = ['second', 'third'].map((word) =>
    arrivals.run(name, async () => void order.push(word)),
  );
  await arrivals.run(nameOf('other', 'x'), async () => void order.push('other'));
  gate.open();
  await Promise.all([first, ...later]);
  expect(order).toEqual(['other', 'first', 'second', 'third']);
  expect(timers.count).toBe(0);
});

it('of several that wait for one that fails only one sends', async () => {
  const { arrivals } = setUp();
  const gate = createGate();
  const first = arrivals.run(name, async () => {
    await gate.opened;
    throw new Error('cut');
  });
  let [sending, most] = [0, 0];
  const later = [1, 2, 3].map(() =>
    arrivals.run(name, async () => {
      sending += 1;
      most = Math.max(most, sending);
      await settleMicrotasks();
      sending -= 1;
    }),
  );
  gate.open();
  await expect(first).rejects.toThrow('cut');
  await Promise.all(later);
  expect(most).toBe(1);
});

it('a first sender that fails hands over, and only it gets the error', async () => {
  const { arrivals } = setUp();
  const gate = createGate();
  const first = arrivals.run(name, async () => {
    await gate.opened;
    throw new Error('cut');
  });
  const second = arrivals.run(name, async () => 'arrived');
  gate.open();
  await expect(first).rejects.toThrow('cut');
  expect(await second).toBe('arrived');
});

it('a sender of which nothing came for half a minute blocks no other', async () => {
  const { arrivals, timers } = setUp();
  const [slow, quick] = [createGate(), createGate()];
  const first = arrivals.run(name, () => slow.opened);
  await timers.pass(30_000);
  let hasBegun = false;
  const second = arrivals.run(name, async () => {
    hasBegun = true;
    await quick.opened;
  });
  await timers.pass(0);
  expect(hasBegun).toBe(true);
  slow.open();
  await first;
  let third = '';
  const waiting = arrivals.run(name, async () => {
    third = 'arrived';
  });
  await timers.pass(0);
  expect(third).toBe('');
  quick.open();
  await Promise.all([second, waiting]);
  expect(third).toBe('arrived');
});

/** A transfer of so many bytes a second, which goes on until the gate is opened. */
function transfer({ arrivals, timers }: ReturnType<typeof setUp>, bytesPerSecond: number) {
  const gate = createGate();
  const ended = arrivals.run(name, async ({ note }) => {
    const tick = (): void => {
      note(bytesPerSecond);
      timers.after(1000, tick);
    };
    tick();
    await gate.opened;
  });
  return { ended, end: gate.open };
}

it.each([
  ['for a minute', 60_000],
  ['for an hour', 3_600_000],
])('while a transfer moves %s others are told soon to retry later', async (_what, ageMs) => {
  const node = setUp();
  const { arrivals, timers } = node;
  const { ended, end } = transfer(node, 1e6);
  await timers.pass(ageMs);
  let outcome: unknown = 'waits';
  const other = arrivals
    .run(name, async () => 'began')
    .then(
      (result) => (outcome = result),
      (error: unknown) => (outcome = error),
    );
  await timers.pass(1000);
  expect(outcome).toBe('waits');
  await timers.pass(1000);
  expect(outcome).toEqual(arriving);
  end();
  await Promise.all([ended, other]);
  expect(await arrivals.run(name, async () => 'began')).toBe('began');
});

it('a transfer that drips for half a minute blocks no faster one', async () => {
  const node = setUp();
  const { ended, end } = transfer(node, 1000);
  await node.timers.pass(29_000);

  await node.timers.pass(1000);
  expect(await node.arrivals.run(name, async () => 'began')).toBe('began');
  end();
  await ended;
});

it('a transfer that moved for long and stopped blocks nobody', async () => {
  const node = setUp();
  const gate = createGate();
  const ended = node.arrivals.run(name, async ({ note }) => {
    note(1e9);
    await gate.opened;
  });
  await node.timers.pass(30_000);
  expect(await node.arrivals.run(name, async () => 'began')).toBe('began');
  gate.open();
  await ended;
});
