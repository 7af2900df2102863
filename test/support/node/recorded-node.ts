import { expect } from 'vitest';
import { nameOf } from '../disk/open-test-storage.ts';
import { createTakingPeers, type TakingPeers } from './accepting-peers.ts';
import { createTestContext, type TestContext } from './create-test-context.ts';
import { peerHeaders, send } from './send.ts';

/** With one peer, which is told of all that is recorded. */
export const config = { peerUrls: ['http://peer'] };
/** That peer, as it was when it knew nothing. */
export const peers = (): TakingPeers => createTakingPeers(['http://peer']);

/** Another peer tells a node of a file. */
export async function tell(node: TestContext, name: string, body = 'content'): Promise<number> {
  return (await send(node, 'PUT', `/${name}`, { body, headers: peerHeaders })).status;
}

/** A node that was told of so many files, has told its own peer, and has dropped their records. */
export async function nodeWithoutRecords(files: number): Promise<TestContext> {
  const node = await createTestContext({ config, segmentBytes: 1 });
  for (let file = 0; file < files; file += 1) {
    expect(await tell(node, nameOf(`${file}`, `${file}`), `${file}`)).toBe(201);
  }
  await peers().settle(node, 0);
  await node.cluster.save();
  expect(node.ctx.journal.hasRecorded(nameOf('0', '0'))).toBe(true);
  return node;
}

/** For each of those files whether the node knows that it was recorded. */
export function known(node: TestContext, files: number): boolean[] {
  return Array.from({ length: files }, (_, file) =>
    node.ctx.journal.hasRecorded(nameOf(`${file}`, `${file}`)),
  );
}
