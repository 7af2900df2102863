import { expect, test } from 'vitest';
import { systemError } from '../support/disk/memory-tree.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { writeSmallFile } from '../support/disk/small-files.ts';
import { createTestContext, type TestContext } from '../support/node/create-test-context.ts';
import { pending } from '../support/node/pending.ts';
import { peerHeaders, send } from '../support/node/send.ts';

const name = nameOf('a/b/file', 'content');
const config = { peerUrls: ['http://peer'] };

/** A node with a file that somebody copied there, of which nothing is synced. */
async function nodeWithCopy(): Promise<TestContext> {
  const node = await createTestContext({ config });
  const files = node.storageDisk.mount();
  await files.makeDirectory('a');
  await files.makeDirectory('a/b');
  await writeSmallFile(files, name, 'content');
  return node;
}

async function put(node: TestContext): Promise<number> {
  const upload = { body: 'content', headers: peerHeaders };
  return (await send(node, 'PUT', `/${name}`, upload)).status;
}

async function contentAfterCrash(node: TestContext): Promise<string> {
  const next = await node.restartAfterCrash();
  return await (await send(next, 'GET', `/${name}`)).text();
}

/** Lets the next sync of the file's directory fail, and no other. */
function failNextSync({ storageDisk }: TestContext): void {
  storageDisk.intercept = ({ operation, path }) => {
    if (operation !== 'syncDirectory' || path !== 'a/b') return;
    storageDisk.intercept = () => undefined;
    throw systemError('EIO', path);
  };
}

test('a copy that was found there is durable with its directories once it is acknowledged', async () => {
  const node = await nodeWithCopy();
  expect(await put(node)).toBe(302);
  expect(pending(node)).toBe(1);
  expect(await contentAfterCrash(node)).toBe('content');
});

test('a copy that was found there is recorded and made durable also if it was read before', async () => {
  const node = await nodeWithCopy();
  expect(await (await send(node, 'GET', `/${name}`)).text()).toBe('content');
  expect(await put(node)).toBe(302);
  expect(pending(node)).toBe(1);
  expect(await contentAfterCrash(node)).toBe('content');
});

test('a copy whose directory could not be synced is not acknowledged before it is', async () => {
  const node = await nodeWithCopy();
  failNextSync(node);
  expect(await put(node)).toBe(500);
  expect(await put(node)).toBe(302);
  expect(await contentAfterCrash(node)).toBe('content');
});

test('nor is a copy that replaced a corrupt one', async () => {
  const node = await createTestContext({ config });
  node.storageDisk.write(name, 'rotten');
  failNextSync(node);
  expect(await put(node)).toBe(500);
  expect(await put(node)).toBe(302);
  expect(await contentAfterCrash(node)).toBe('content');
});
