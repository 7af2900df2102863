import { expect, it } from 'vitest';
import { createSeededRandom } from '../support/node/seeded-random.ts';
import { countReturned } from '../support/objects/count-returned.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../support/objects/memory-object-store.ts';

const rounds = 400;

/**
 * Lets every call take some turns of the event loop, so that those of three nodes interleave, and
 * loses some of them or their responses.
 */
function disturb(store: MemoryObjectStore, seed: number): void {
  const random = createSeededRandom(seed);
  store.onCall = async (operation) => {
    for (let turns = random.below(6); turns > 0; turns -= 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    const isLost = operation !== 'get' && random.chance(0.1);
    return isLost ? random.pick(['before', 'after']) : undefined;
  };
}

function race(store: MemoryObjectStore, honours: boolean): Promise<number> {
  return countReturned(store, rounds, {
    before(round) {
      store.honours.absent = honours;
      disturb(store, round);
    },
    after() {
      store.onCall = () => undefined;
    },
  });
}

it('no deletion that one node has acknowledged is undone by the uploads of two others', async () => {
  expect(await race(createMemoryObjectStore(), true)).toBe(0);
});

it('a store that ignores conditions shows that the race above is one', async () => {
  expect(await race(createMemoryObjectStore(), false)).toBeGreaterThan(rounds / 20);
});
