import { expect } from 'vitest';
import { deliver } from '../../../lib/delivery/deliver.ts';
import { createTestContext, type TestContext } from './create-test-context.ts';
import { createTestPeer } from './create-test-peer.ts';
import { send } from './send.ts';
import { sha1Of } from './sha1-of.ts';

const config = { peerUrls: ['http://peer'] };

/** The name of the file that `nodeWithFile` has stored. */
export const storedFile = `file_1700000000_${sha1Of('content')}`;

/** A node that has stored a file that was not sent to its peer yet. */
export async function nodeWithFile(
  options: Parameters<typeof createTestContext>[0] = {},
): Promise<TestContext> {
  const node = await createTestContext({ config, ...options });
  expect((await send(node, 'PUT', '/file', { body: 'content' })).status).toBe(201);
  return node;
}

/** Delivers that file to a peer that must not get any request. */
export function tryToDeliver(node: TestContext): Promise<unknown> {
  const operation = { op: 'PUT', name: storedFile as never, seconds: 0 } as const;
  const peer = createTestPeer(() => Promise.reject(new Error('A request was sent.')));
  return deliver(operation, peer, node.ctx);
}
