import { expect, it } from 'vitest';
import { createSeededRandom } from '../support/node/seeded-random.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../support/objects/memory-object-store.ts';
import {
  openTestObjectNode,
  type TestObjectNode,
} from '../support/objects/open-test-object-node.ts';

const rounds = 400;

/** Lets every call take some turns of the event loop, so that those of three nodes interleave. */
function shuffle(store: MemoryObjectStore, seed: number): void {
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

/** Time passes for the retries of all nodes. */
async function settle<Result>(
  nodes: readonly TestObjectNode[],
  all: Promise<Result>,
): Promise<Result> {
  let isDone = false;
  const done = all.finally(() => {
    isDone = true;
  });
  while (!isDone) for (const { timers } of nodes) await timers.pass(200);
  return await done;
}

/** How often a file is served after its deletion was acknowledged, in so many races. */
async function countReturned(honoursConditions: boolean): Promise<number> {
  const store = createMemoryObjectStore();
  const clock = { ms: 1_700_000_000_000 };
  const nodes: TestObjectNode[] = [];
  for (let count = 0; count < 3; count += 1) {
    nodes.push(await openTestObjectNode(store, { clock: { ...clock } }));
  }
  const [one, two, three] = nodes as [TestObjectNode, TestObjectNode, TestObjectNode];
  store.honours.absent = honoursConditions;
  let returned = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const node of nodes) node.clock.ms = clock.ms + round * 60_000;
    const seconds = Math.floor(one.clock.ms / 1000);
    const content = `content ${round}`;
    const path = `/file_${seconds}_${sha1Of(content)}`;
    shuffle(store, round);
    const upload = (node: TestObjectNode): Promise<Response> =>
      node.send('PUT', '/file', { body: content });
    const [, , deletion] = await settle(
      nodes,
      Promise.all([upload(one), upload(two), three.send('DELETE', path)]),
    );
    expect([200, 404]).toContain(deletion.status);
    store.onCall = () => undefined;
    const statuses = await Promise.all(
      nodes.map(async (node) => (await node.send('GET', path)).status),
    );
    if (statuses.includes(200)) returned += 1;
  }
  return returned;
}

it('no deletion that one node has acknowledged is undone by the uploads of two others', async () => {
  expect(await countReturned(true)).toBe(0);
});

it('a store that ignores conditions shows that the race above is one', async () => {
  expect(await countReturned(false)).toBeGreaterThan(rounds / 20);
});
