import { expect, test } from 'vitest';
import type { Journal } from '../../../lib/journal/journal.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';

const path = `/dir/gone_1700000000_${'a'.repeat(40)}`;

interface Disk {
  readonly isInPlace: boolean;
  readonly isStorageMissing: boolean;
}

/** Deletes a file that is not found, and says whether the deletion is made again at the next start. */
async function isMadeAgain({ isInPlace, isStorageMissing }: Disk): Promise<boolean> {
  const { ctx } = await createTestContext();
  let madeAgain = false;
  const append: Journal['append'] = async (operation) => {
    const record = await ctx.journal.append(operation);
    return {
      ...record,
      publish(options = { redo: false }) {
        madeAgain = options.redo;
        record.publish(options);
      },
    };
  };
  const health = { readOnlyReason: undefined, isStorageMissing: false };
  const storage = {
    ...ctx.storage,
    async isInPlace() {
      // That it is gone is noticed only now.
      health.isStorageMissing = isStorageMissing;
      return isInPlace;
    },
  };
  const changed = { ...ctx, journal: { ...ctx.journal, append }, storage, health };
  expect((await send({ ctx: changed }, 'DELETE', path)).status).toBe(404);
  return madeAgain;
}

test.each([
  [false, 'where the storage is there', { isInPlace: true, isStorageMissing: false }],
  [false, 'where it is there again', { isInPlace: false, isStorageMissing: false }],
  [true, 'where no storage is there', { isInPlace: false, isStorageMissing: true }],
])('%s: the deletion of an unknown file is made again %s', async (expected, _, disk) => {
  expect(await isMadeAgain(disk)).toBe(expected);
});
