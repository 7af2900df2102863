import { expect, test } from 'vitest';
import type { Secrets } from '../../../lib/access/secrets.ts';
import type { Operation } from '../../../lib/journal/journal.ts';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';
import { createTestAccess } from '../../support/node/test-access.ts';

const name = `file_1_${sha1Of('content')}`;
const process = '0000000000000000';
const secrets: Secrets = { read: [], write: [], cluster: ['old'] };

/** A node whose secrets are replaced in the middle of an upload. */
async function uploadWhile(replaceBy: Secrets, headers: Record<string, string>) {
  const { ctx } = await createTestContext();
  const access = createTestAccess(secrets);
  const operations: Operation[] = [];
  const journal: typeof ctx.journal = {
    ...ctx.journal,
    append(operation) {
      operations.push(operation);
      return ctx.journal.append(operation);
    },
  };
  const body = bodyStream('con', () => access.replace(replaceBy), 'tent');
  const node = { ctx: { ...ctx, access, journal } };
  const response = await send(node, 'PUT', `/${name}`, { body, headers });
  return { status: response.status, location: response.headers.get('location'), operations };
}

const sent = { ...peerHeaders, 'X-Cockatiel-Instance': process, Authorization: 'Bearer old' };

test.each([
  ['none', { ...secrets, cluster: [] }],
  ['others', { ...secrets, cluster: ['new'] }],
  ["a writers' secret", { ...secrets, cluster: [], write: ['old'] }],
])('a peer stays the sender of its upload when its secret is replaced by %s', async (_, next) => {
  const { status, location, operations } = await uploadWhile(next, sent);
  expect([status, location]).toEqual([201, `/${name}`]);
  expect(operations).toMatchObject([{ op: 'PUT', name, from: process }]);
});

test('a client does not become a peer when its secret is replaced', async () => {
  const guess = { ...sent, Authorization: 'Bearer new' };
  const { status, location, operations } = await uploadWhile(
    { ...secrets, cluster: ['new'] },
    guess,
  );
  expect([status, location]).toEqual([201, `/${name}_1700000000_${sha1Of('content')}`]);
  expect(operations).toHaveLength(1);
  expect(operations[0]).not.toHaveProperty('from');
});
