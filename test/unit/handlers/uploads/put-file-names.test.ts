import { describe, expect, test } from 'vitest';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const stamp = `_1700000000_${sha1Of(body)}`;
const otherStamp = `_1700000000_${sha1Of('other')}`;

function nodeWithLimits(): Promise<TestContext> {
  return createTestContext({ config: { maxNameBytes: 100, maxDepth: 3 } });
}

describe('beyond the limits of the operator', () => {
  test.each([
    ['of the longest name', 201, `/${'x'.repeat(100 - stamp.length)}`],
    ['of a longer one', 400, `/${'x'.repeat(101 - stamp.length)}`],
    ['of the longest name that has its stamp', 201, `/${'x'.repeat(100 - stamp.length)}${stamp}`],
    ['of a longer one that has its stamp', 400, `/${'x'.repeat(101 - stamp.length)}${stamp}`],
    ['of a stamped name that gets another stamp', 400, `/xxxxx${otherStamp}`],
    ['of as many bytes in fewer characters', 201, `/${'é'.repeat((100 - stamp.length) / 2)}`],
    ['of more bytes in fewer characters', 400, `/${'é'.repeat(25)}`],
    ['of as many segments', 201, '/a/b/c'],
    ['of more segments', 400, '/a/b/c/d'],
    ['of more segments, stamped', 400, `/a/b/c/d${stamp}`],
  ])('an upload %s is a %d', async (_what, status, path) => {
    const response = await send(await nodeWithLimits(), 'PUT', path, { body });
    expect(response.status).toBe(status);
    if (status === 400) expect(await response.text()).toMatch(/(?:100 bytes|3 segments)/u);
  });

  test.each([`/${'x'.repeat(200)}${stamp}`, `/a/b/c/d${stamp}`])(
    '%s of a peer is stored, read and deleted',
    async (path) => {
      const node = await nodeWithLimits();
      expect((await send(node, 'PUT', path, { body, headers: peerHeaders })).status).toBe(201);
      expect((await send(node, 'GET', path)).status).toBe(200);
      expect((await send(node, 'DELETE', path)).status).toBe(200);
    },
  );
});

test('a name may be as deep as its length allows by default', async () => {
  const node = await createTestContext();
  const longest = `/${'d/'.repeat(485)}x`;
  expect((await send(node, 'PUT', longest, { body })).status).toBe(201);
  expect((await send(node, 'PUT', `${longest}xx`, { body })).status).toBe(400);
});
