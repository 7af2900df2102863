import { expect, test } from 'vitest';
import type { TestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';
import {
  content,
  directory,
  expectStored,
  nodeWithUpload,
} from '../../../support/node/test-uploads.ts';
import { beginUpload, fileOf, offsetOf, sendPart, sendTus } from '../../../support/node/tus.ts';

/** A node that was killed before the name of an upload's file was durable, and was started again. */
async function killedNode(): Promise<{ node: TestContext; path: string }> {
  const { node, path } = await nodeWithUpload();
  let killed: Promise<TestContext> | undefined;
  node.storageDisk.intercept = ({ operation, path: at }) => {
    if (operation !== 'syncDirectory' || at.startsWith(directory)) return;
    node.storageDisk.intercept = () => undefined;
    killed = node.restartAfterKill();
    throw new Error('the process was killed');
  };
  await sendPart(node, path, 7, content.slice(7)).catch(() => undefined);
  return { node: await (killed as Promise<TestContext>), path };
}

test('an upload is shown as stored only once its name survives a power cut', async () => {
  const { node, path } = await killedNode();
  const shown = await sendTus(node, 'HEAD', path);
  expect(shown.headers.get('content-location')).not.toBeNull();
  const next = await node.restartAfterCrash();
  await expectStored(next, shown);
  expect(fileOf(await sendTus(next, 'HEAD', path))).toBe(fileOf(shown));
});

test('an upload whose file was deleted is not stored once more after a power cut', async () => {
  const { node, path } = await killedNode();
  const shown = await sendTus(node, 'HEAD', path);
  expect((await send(node, 'DELETE', fileOf(shown))).status).toBe(200);
  const next = await node.restartAfterCrash();
  expect((await sendTus(next, 'HEAD', path)).status).toBe(404);
  expect(next.storageDisk.paths()).toEqual([]);
});

// The first examples of tus-js-client and of Uppy remember the URL of an upload, and ask for it
// when the same file is chosen once more. To hear that it is whole they send nothing.
test.each(['as it ran', 'after a restart'])(
  'an upload whose file was deleted is gone, %s',
  async (when) => {
    const { node, path } = await nodeWithUpload();
    const last = await sendPart(node, path, 7, content.slice(7));
    expect((await send(node, 'DELETE', fileOf(last))).status).toBe(200);
    const next = when === 'as it ran' ? node : await node.restart();
    expect(await offsetOf(next, path)).toBe(-410);
    expect((await sendPart(next, path, content.length, '')).status).toBe(410);
    const again = await beginUpload(next, content.length);
    await expectStored(next, await sendPart(next, again, 0, content));
  },
);
