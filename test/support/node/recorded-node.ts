import { expect } from 'vitest';
import { nameOf } from '../disk/open-test-storage.ts';
import { type AcceptingPeers, createAcceptingPeers } from './accepting-peers.ts';
import { createTestContext, type TestContext } from './create-test-context.ts';
import { peerHeaders, send } from './send.ts';

/** With one peer, which is sent all that is recorded. */
export const config = { peerUrls: ['http://peer'] };
/** That peer, as it was when it knew nothing. */
export const peers = (): AcceptingPeers => createAcceptingPeers(['http://peer']);

/** Sends a node a file as another peer. */
export async function putAsPeer(
  node: TestContext,
  name: string,
  body = 'content',
): Promise<number> {
  return (await send(node, 'PUT', `/${name}`, { body, headers: peerHeaders })).status;
}

/** A node that got so many files, has sent them to its own peer, and has dropped their records. */
export async function nodeWithoutRecords(files: number): Promise<TestContext> {
  const node = await createTestContext({ config, segmentBytes: 1 });
  for (let file = 0; file < files; file += 1) {
    expect(await putAsPeer(node, nameOf(`${file}`, `${file}`), `${file}`)).toBe(201);
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
