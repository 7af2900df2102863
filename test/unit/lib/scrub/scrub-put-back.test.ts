import { describe, expect, it } from 'vitest';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import type { TestContext } from '../../../support/node/create-test-context.ts';
import {
  diskWith,
  fileOf,
  passMs,
  startTestScrub,
} from '../../../support/node/start-test-scrub.ts';

const contents = Array.from({ length: 50 }, (_, index) => `content ${index}`);

/** Compares two names by the order in which a scrub checks them. */
function compareInOrder({ ctx }: TestContext, one: StoredName, other: StoredName): number {
  const { fingerprintName } = ctx.inventory;
  return fingerprintName(one).high - fingerprintName(other).high;
}

describe('an intact file in the place of a copy in quarantine', () => {
  it('is taken in soon, although it was put there while the node was off', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    // Far behind the first range.
    const names = contents.map(fileOf).sort((one, other) => compareInOrder(node, one, other));
    const name = names.at(-1) as StoredName;
    const content = contents.find((one) => fileOf(one) === name) as string;
    node.storageDisk.flip(name, 0);
    await node.timers.pass(passMs);
    await node.scrub.stop();
    const { storageDisk, queueDisk, clock } = node;
    for (const disk of [storageDisk, queueDisk]) disk.kill();
    storageDisk.write(name, content);
    const again = await startTestScrub({ storageDisk, queueDisk, clock });
    await again.timers.pass(passMs / 8);
    expect(again.ctx.storage.quarantined.report()).toMatchObject({ replaced: 1, kept: 0 });
    expect(storageDisk.read(`.cockatiel/damaged/${name}`)).toBe(undefined);
  });

  it('takes the place of the corrupt copy', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(['content']) });
    const name = fileOf('content');
    node.storageDisk.flip(name, 0);
    await node.timers.pass(passMs);
    node.storageDisk.write(name, 'content');
    await node.timers.pass(passMs);
    expect(node.ctx.storage.quarantined.report()).toEqual({
      found: 1,
      replaced: 1,
      kept: 0,
      full: false,
    });
  });
});
