import { expect } from 'vitest';
import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import { sha1Of } from '../node/sha1-of.ts';
import { openTestObjectNode, type TestObjectNode } from './open-test-object-node.ts';

/** Called before and after the race of a round. */
export interface RaceHooks {
  before?(round: number): void;
  after?(): void;
}

/**
 * Lets two nodes store one file while a third one deletes it, in so many rounds, and returns in how
 * many of them a node serves the file although its deletion was acknowledged.
 */
export async function countReturned(
  store: ObjectStore,
  rounds: number,
  { before, after }: RaceHooks = {},
): Promise<number> {
  const nodes: TestObjectNode[] = [];
  for (let count = 0; count < 3; count += 1) nodes.push(await openTestObjectNode(store));
  const [one, two, three] = nodes as [TestObjectNode, TestObjectNode, TestObjectNode];
  let returned = 0;
  for (let round = 0; round < rounds; round += 1) {
    const seconds = 1_700_000_000 + round * 60;
    for (const { clock } of nodes) clock.ms = seconds * 1000;
    const body = `content ${round}`;
    const path = `/file_${seconds}_${sha1Of(body)}`;
    before?.(round);
    const racing = Promise.all([
      one.send('PUT', '/file', { body }),
      two.send('PUT', '/file', { body }),
      three.send('DELETE', path),
    ]);
    const [, , deletion] = await settle(nodes, racing);
    expect([200, 404]).toContain(deletion.status);
    after?.();
    const reads = nodes.map(async (node) => (await node.send('GET', path)).status);
    if ((await Promise.all(reads)).includes(200)) returned += 1;
  }
  return returned;
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
