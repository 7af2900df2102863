import { describe, expect, type TestContext, test } from 'vitest';
import { type Guard, type LibraryNode, startLibraryNode } from '../support/browser/library-node.ts';
import {
  expectStoredOnce,
  type LocalFile,
  makeLocalFile,
  openPageUpload,
  type PageUpload,
} from '../support/browser/page-upload.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { useLibrarySite } from '../support/browser/use-library-site.ts';
import { patience } from '../support/patience.ts';

const openPage = useBrowser();
const site = useLibrarySite('resumable.mjs');
const guards: readonly Guard[] = ['anybody', 'secret', 'signed URL'];

describe.each(guards)('where the guard is: %s', (guard) => {
  describe.each(['tus-js-client', 'Uppy'])('%s by its first example', (library) => {
    /** An upload that is under way, so slowly that it does not end by itself. */
    async function openSlow(
      ctx: TestContext,
      [mebibytes, mebibytesPerSecond]: readonly [number, number] = [8, 0.5],
    ): Promise<{ upload: PageUpload; node: LibraryNode; file: LocalFile }> {
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
      const { upload, node, file } = await openSlow(ctx);
      await expect.poll(upload.progress, patience).toBeGreaterThan(0);
      await upload.throttle(-1);
      await expectStoredOnce(upload, node, file);
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
      const { upload, node, file } = await openSlow(ctx);
      await upload.throttle(-1);
      await expectStoredOnce(upload, node, file);
      await node.delete(node.stored()[0] ?? '');
      expect(node.stored()).toEqual([]);
      await upload.reload();
      await upload.begin();
      await expectStoredOnce(upload, node, file);
    });

    test('leaves nothing when it is cancelled', async (ctx) => {
      const { upload, node } = await openSlow(ctx);
      await upload.do('cancel');
      await expect.poll(node.leftOvers, patience).toBe(0);
      expect(node.stored()).toEqual([]);
    });
  });
});
