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
const site = useLibrarySite('forms.mjs');
const guards: readonly Guard[] = ['anybody', 'secret', 'signed URL'];

/** Each library, and what its user sees of a node that is gone; Uppy shows it by its dashboard. */
const libraries = [
  { library: 'Uppy', outcome: /network error/u, shown: /^/u },
  { library: 'Dropzone', outcome: /responded with 0 code/u, shown: /responded with 0 code/u },
  { library: 'FilePond', outcome: /./u, shown: /Error during upload[\s\S]*tap to retry/u },
] as const;

describe.each(guards)('where the guard is: %s', (guard) => {
  describe.each(libraries)('$library by its first example', ({ library, outcome, shown }) => {
    /** An upload that is under way, so slowly that it does not end by itself. */
    async function openSlow(
      ctx: TestContext,
    ): Promise<{ upload: PageUpload; node: LibraryNode; file: LocalFile }> {
      const page = await openPage(ctx);
      const file = await makeLocalFile(8);
      const node = await startLibraryNode(site.url(), guard);
      const headers = guard === 'secret' ? [node.headers] : [];
      const args = [library, node.target, ...headers];
      const upload = await openPageUpload(page, site.url(), file, args);
      await upload.throttle(0.5);
      await upload.begin();
      await expect.poll(node.leftOvers, patience).toBeGreaterThan(0);
      expect(await upload.progress()).toBeLessThan(1);
      return { upload, node, file };
    }

    test('uploads, and shows how far it is', async (ctx) => {
      const { upload, node, file } = await openSlow(ctx);
      await expect.poll(upload.progress, patience).toBeGreaterThan(0);
      await upload.throttle(-1);
      await expectStoredOnce(upload, node, file);
    });

    test('says that the node was killed, and tries again when it is back', async (ctx) => {
      const { upload, node, file } = await openSlow(ctx);
      await node.kill();
      await expect.poll(upload.outcome, patience).toMatch(outcome);
      await expect.poll(upload.text, patience).toMatch(shown);
      expect(await upload.outcome()).not.toBe('done');
      await node.restart();
      expect([node.stored(), node.leftOvers()]).toEqual([[], 0]);
      await upload.throttle(-1);
      await upload.do('retry');
      await expectStoredOnce(upload, node, file);
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
