import { describe, expect, test } from 'vitest';
import type { TestContext } from '../../../support/node/create-test-context.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { bytesOf, directory, nodeWithUpload } from '../../../support/node/test-uploads.ts';
import { offsetOf, sendPart } from '../../../support/node/tus.ts';

describe('an upload whose bytes are not here any more', () => {
  test.each([
    ['taken away', (node: TestContext, path: string) => node.storageDisk.wipe(path)],
    ['cut', (node: TestContext, path: string) => node.storageDisk.truncate(path, 3)],
  ])('because they were %s is gone', async (_what, change) => {
    const { node, path } = await nodeWithUpload();
    change(node, bytesOf(path));
    expect((await sendPart(node, path, 7, 'large world')).status).toBe(410);
    expect(await offsetOf(node, path)).toBe(-404);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('because they are cut while they are read is gone', async () => {
    const { node, path } = await nodeWithUpload();
    const next = await node.restart();
    next.storageDisk.intercept = ({ operation }) => {
      if (operation === 'read') next.storageDisk.truncate(bytesOf(path), 0);
    };
    expect((await sendPart(next, path, 7, 'large world')).status).toBe(410);
    next.storageDisk.intercept = () => undefined;
    expect(next.storageDisk.paths()).toEqual([]);
    expect(next.storageDisk.openFileCount).toBe(0);
  });

  test('is not found by a start', async () => {
    const { node, path } = await nodeWithUpload();
    node.storageDisk.truncate(bytesOf(path), 3);
    expect(await offsetOf(await node.restart(), path)).toBe(-404);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('is forgotten with all that is no upload, by a start', async () => {
    const { node, path } = await nodeWithUpload();
    const id = `${'0'.repeat(16)}-${'1'.repeat(32)}`;
    const sha1 = sha1Of('x');
    const lost = { name: 'a'.repeat(300), metadata: '', offset: 1, stamp: { seconds: 1, sha1 } };
    node.storageDisk.write(`${directory}/${id}.json`, JSON.stringify(lost));
    const other = { ...lost, name: 'b', stamp: undefined };
    node.storageDisk.write(`${directory}/${id.replace('1', '5')}.json`, JSON.stringify(other));
    node.storageDisk.write(`${directory}/${id.replace('1', '2')}.json`, 'x');
    node.storageDisk.plant(`${directory}/${id.replace('1', '3')}.json`, 'link');
    for (const name of ['x', id.replace('1', '4'), `${id}.next`, `${id}.json.new`]) {
      node.storageDisk.write(`${directory}/${name}`, 'x');
    }
    const next = await node.restart();
    expect(next.storageDisk.paths()).toEqual([bytesOf(path), `${bytesOf(path)}.json`]);
  });
});
