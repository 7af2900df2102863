import { describe, expect, test } from 'vitest';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import {
  bytesOf,
  content,
  expectStored,
  nodeWithComplete,
} from '../../../support/node/test-uploads.ts';
import { beginUpload, fileOf, offsetOf, sendPart, sendTus } from '../../../support/node/tus.ts';

describe('an upload that could not be stored', () => {
  test('is stored by the next HEAD, under the name of the first attempt', async () => {
    const { node, path } = await nodeWithComplete();
    node.clock.ms += 5000;
    const head = await sendTus(node, 'HEAD', path);
    expect(fileOf(head)).toBe(`/a_1700000000_${sha1Of(content)}.txt`);
    await expectStored(node, head);
  });

  test.each(['restart', 'restartAfterKill', 'restartAfterCrash'] as const)(
    'is stored after a %s by an empty PATCH',
    async (how) => {
      const { node, path } = await nodeWithComplete();
      const next = await node[how]();
      await expectStored(next, await sendPart(next, path, content.length, ''));
    },
  );

  test('is gone if its bytes have changed since', async () => {
    const { node, path } = await nodeWithComplete();
    node.storageDisk.flip(bytesOf(path), 3);
    const next = await node.restart();
    expect(await offsetOf(next, path)).toBe(-410);
    expect(next.storageDisk.paths()).toEqual([]);
  });

  test.each(['before', 'after'])('is gone if its bytes are, %s a restart', async (when) => {
    const { node, path } = await nodeWithComplete();
    const next = when === 'before' ? node : await node.restart();
    next.storageDisk.wipe(bytesOf(path));
    expect(await offsetOf(next, path)).toBe(-410);
    expect(await offsetOf(next, path)).toBe(-404);
  });

  test.each(['restartAfterKill', 'restartAfterCrash'] as const)(
    'is found where it was stored, if that was not noted before a %s',
    async (how) => {
      const node = await createTestContext();
      const path = await beginUpload(node, content.length);
      node.storageDisk.intercept = ({ operation, path }) => {
        const isNote = operation === 'create' && path.endsWith('.json.new');
        const isStored = node.storageDisk.paths().some((each) => each.startsWith('a_'));
        if (isNote && isStored) throw systemError('ENOSPC', path);
      };
      const last = await sendPart(node, path, 0, content);
      await expectStored(node, last);
      expect(await offsetOf(node, path)).toBe(content.length);
      node.storageDisk.intercept = () => undefined;
      const next = await node[how]();
      await expectStored(next, await sendTus(next, 'HEAD', path));
    },
  );

  test('is not found if it is stored nowhere and its bytes are gone', async () => {
    const { node, path } = await nodeWithComplete();
    node.storageDisk.wipe(bytesOf(path));
    expect(await offsetOf(await node.restart(), path)).toBe(-404);
  });

  test('is not stored twice where a power cut has brought its bytes back', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, content.length);
    await sendPart(node, path, 0, content);
    node.storageDisk.write(bytesOf(path), content);
    const next = await node.restart();
    await expectStored(next, await sendTus(next, 'HEAD', path));
  });
});
