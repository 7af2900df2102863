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

function setUp(): { transfers: SingleTransfers; timers: ManualTimers; clock: { ms: number } } {
  const clock = { ms: 0 };
  const timers = createManualTimers(clock);
  const transfers = createSingleTransfers({ nowMs: () => clock.ms }, timers, defaultTransferLimits);
  return { transfers, timers, clock };
}

it('a second sender of a name waits for the first, and a sender of another name does not', async () => {
  const { transfers, timers } = setUp();
  const gate = createGate();
  const order: string[] = [];
  const first = transfers.run(name, async () => {
    await gate.opened;
    order.push('first');
  });
  const later = ['second', 'third'].map((word) =>
    transfers.run(name, async () => void order.push(word)),
  );
  await transfers.run(nameOf('other', 'x'), async () => void order.push('other'));
  gate.open();
  await Promise.all([first, ...later]);
  expect(order).toEqual(['other', 'first', 'second', 'third']);
  expect(timers.count).toBe(0);
});

it('of several that wait for one that fails only one sends', async () => {
  const { transfers } = setUp();
  const gate = createGate();
  const first = transfers.run(name, async () => {
    await gate.opened;
    throw new Error('cut');
  });
  let [sending, most] = [0, 0];
  const later = [1, 2, 3].map(() =>
    transfers.run(name, async () => {
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

it('when the first sender fails the next one continues, and only the first gets the error', async () => {
  const { transfers } = setUp();
  const gate = createGate();
  const first = transfers.run(name, async () => {
    await gate.opened;
    throw new Error('cut');
  });
  const second = transfers.run(name, async () => 'arrived');
  gate.open();
  await expect(first).rejects.toThrow('cut');
  expect(await second).toBe('arrived');
});

it('a sender that was silent for half a minute blocks no other', async () => {
  const { transfers, timers } = setUp();
  const [slow, quick] = [createGate(), createGate()];
  const first = transfers.run(name, () => slow.opened);
  await timers.pass(30_000);
  let hasBegun = false;
  const second = transfers.run(name, async () => {
    hasBegun = true;
    await quick.opened;
  });
  await timers.pass(0);
  expect(hasBegun).toBe(true);
  slow.open();
  await first;
  let third = '';
  const waiting = transfers.run(name, async () => {
    third = 'arrived';
  });
  await timers.pass(0);
  expect(third).toBe('');
  quick.open();
  await Promise.all([second, waiting]);
  expect(third).toBe('arrived');
});

/** A transfer of this many bytes a second, which continues until the gate is opened. */
function transfer({ transfers, timers }: ReturnType<typeof setUp>, bytesPerSecond: number) {
  const gate = createGate();
  const ended = transfers.run(name, async ({ note }) => {
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
])(
  'while a transfer makes progress %s other senders soon get a retry-later error',
  async (_what, ageMs) => {
    const node = setUp();
    const { transfers, timers } = node;
    const { ended, end } = transfer(node, 1e6);
    await timers.pass(ageMs);
    let outcome: unknown = 'waits';
    const other = transfers
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
    expect(await transfers.run(name, async () => 'began')).toBe('began');
  },
);

it('a transfer that was slow for half a minute blocks no faster one', async () => {
  const node = setUp();
  const { ended, end } = transfer(node, 1000);
  await node.timers.pass(29_000);

  await node.timers.pass(1000);
  expect(await node.transfers.run(name, async () => 'began')).toBe('began');
  end();
  await ended;
});

it('a transfer that stopped after a long time blocks nobody', async () => {
  const node = setUp();
  const gate = createGate();
  const ended = node.transfers.run(name, async ({ note }) => {
    note(1e9);
    await gate.opened;
  });
  await node.timers.pass(30_000);
  expect(await node.transfers.run(name, async () => 'began')).toBe('began');
  gate.open();
  await ended;
});

it('a sender in a batch waits for a tenth of a second only', async () => {
  const { transfers, timers } = setUp();
  const gate = createGate();
  const first = transfers.run(name, () => gate.opened);
  const refused = transfers.run(name, async () => 'stored', true).catch((error: unknown) => error);
  await timers.pass(99);
  const later = transfers.run(name, async () => 'stored', true);
  await timers.pass(1);
  expect(await refused).toEqual(arriving);
  gate.open();
  await first;
  expect(await later).toBe('stored');
  expect(timers.count).toBe(0);
});
