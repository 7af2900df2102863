import { describe, expect, type TestContext, test } from 'vitest';
import {
  expectNothingLeft,
  expectProgress,
  expectSentOnceMore,
  type SlowUpload,
} from '../support/browser/library-checks.ts';
import { type Guard, startLibraryNode } from '../support/browser/library-node.ts';
import { expectStoredOnce, makeLocalFile, openPageUpload } from '../support/browser/page-upload.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { useLibrarySite } from '../support/browser/use-library-site.ts';
import { patience } from '../support/patience.ts';

const openPage = useBrowser();
const site = useLibrarySite('resumable.mjs');
const guards: readonly Guard[] = ['anybody', 'secret', 'signed URL'];

describe.each(guards)('where the guard is: %s', (guard) => {
  describe.each(['tus-js-client', 'Uppy'])('%s by its first example', (library) => {
    async function openSlow(
      ctx: TestContext,
      [mebibytes, mebibytesPerSecond]: readonly [number, number] = [8, 0.5],
    ): Promise<SlowUpload> {
      const page = await openPage(ctx);
      const file = await makeLocalFile(mebibytes);
      const node = await startLibraryNode(site.url(), guard);
      // The URL is for this directory.
      const metadata = guard === 'signed URL' ? { prefix: 'dir' } : {};
      const args = [library, node.endpoint, node.headers, metadata];
      const upload = await openPageUpload(page, site.url(), file, args);
      await upload.throttle(mebibytesPerSecond);
      await upload.begin();
      await expect.poll(() => node.received().bytes, patience).toBeGreaterThan(0);
      expect(await upload.progress()).toBeLessThan(1);
      return { upload, node, file };
    }

    test('uploads, and shows how far it is', async (ctx) => {
      await expectProgress(await openSlow(ctx));
    });

    test('goes on after a pause', async (ctx) => {
      const { upload, node, file } = await openSlow(ctx);
      await upload.do('pause');
      await expect.poll(() => node.received().durable, patience).toBeGreaterThan(0);
      expect(await upload.outcome()).toBe('none');
      await upload.throttle(-1);
      await upload.do('resume');
      await expectStoredOnce(upload, node, file);
      expect(upload.offsets).toEqual([0, expect.any(Number)]);
      expect(upload.offsets[1]).toBeGreaterThan(0);
    });

    test('goes on after the page was loaded again', async (ctx) => {
      const { upload, node, file } = await openSlow(ctx);
      await upload.reload();
      await expect.poll(() => node.received().durable, patience).toBeGreaterThan(0);
      await upload.throttle(-1);
      await upload.begin();
      await expectStoredOnce(upload, node, file);
      expect(upload.offsets).toEqual([0, expect.any(Number)]);
      expect(upload.offsets[1]).toBeGreaterThan(0);
    });

    test('goes on when the node was killed and is back', async (ctx) => {
      // Bytes are synced every 32 MiB.
      const { upload, node, file } = await openSlow(ctx, [80, 8]);
      await expect.poll(() => node.received().durable, patience).toBeGreaterThan(0);
      await node.kill();
      const { durable } = node.received();
      await upload.throttle(-1);
      await node.restart();
      await expectStoredOnce(upload, node, file);
      expect(durable).toBeGreaterThan(0);
      expect(upload.offsets.at(-1)).toBe(durable);
    });

    test('sends a file once more that was deleted since', async (ctx) => {
      await expectSentOnceMore(await openSlow(ctx));
    });

    test('leaves nothing when it is cancelled', async (ctx) => {
      await expectNothingLeft(await openSlow(ctx));
    });
  });
});
