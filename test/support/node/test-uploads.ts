import { expect } from 'vitest';
import { systemError } from '../disk/memory-tree.ts';
import { createTestContext, type TestContext } from './create-test-context.ts';
import { send } from './send.ts';
import { sha1Of } from './sha1-of.ts';
import { beginUpload, fileOf, sendPart } from './tus.ts';

/** What all of these uploads are of. */
export const content = 'hello, large world';
/** Where uploads are. */
export const directory = '.cockatiel/uploads';
/** The path of the bytes of an upload. */
export const bytesOf = (path: string): string => `${directory}/${path.slice('/_tus/'.length)}`;

/** A node with an upload of which the first seven bytes are here. */
export async function nodeWithUpload(): Promise<{ node: TestContext; path: string }> {
  const node = await createTestContext();
  const path = await beginUpload(node, content.length);
  expect((await sendPart(node, path, 0, 'hello, ')).status).toBe(204);
  return { node, path };
}

/** One whose bytes are all here, and could not be stored. */
export async function nodeWithComplete(): Promise<{ node: TestContext; path: string }> {
  const node = await createTestContext();
  const path = await beginUpload(node, content.length);
  failRename(node);
  expect((await sendPart(node, path, 0, content)).status).toBe(507);
  node.storageDisk.intercept = () => undefined;
  return { node, path };
}

/** Lets no file get its name. */
function failRename(node: TestContext): void {
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'rename' && !path.startsWith(directory)) throw systemError('ENOSPC', path);
  };
}

/** Checks that a response leads to the file, and that no bytes of uploads are left. */
export async function expectStored(node: TestContext, response: Response): Promise<void> {
  expect(fileOf(response)).toContain(sha1Of(content));
  expect(await (await send(node, 'GET', fileOf(response))).text()).toBe(content);
  const bytes = node.storageDisk.paths().filter((path) => /uploads\/[^.]+$/u.test(path));
  expect(bytes).toEqual([]);
  expect(node.storageDisk.openFileCount).toBe(0);
}
