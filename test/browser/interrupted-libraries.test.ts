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
const site = useLibrarySite('forms.mjs');
const guards: readonly Guard[] = ['anybody', 'secret', 'signed URL'];

/** Each library, and what its user sees of a node that is gone. Uppy's dashboard is not here. */
const libraries = [
  { library: 'Uppy', outcome: /network error/u, shown: undefined },
  { library: 'Dropzone', outcome: /responded with 0 code/u, shown: /responded with 0 code/u },
  { library: 'FilePond', outcome: /./u, shown: /Error during upload[\s\S]*tap to retry/u },
] as const;

describe.each(guards)('where the guard is: %s', (guard) => {
  describe.each(libraries)('$library by its first example', ({ library, outcome, shown }) => {
    async function openSlow(ctx: TestContext): Promise<SlowUpload> {
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
      await expectProgress(await openSlow(ctx));
    });

    test('says that the node was killed, and tries again when it is back', async (ctx) => {
      const { upload, node, file } = await openSlow(ctx);
      await node.kill();
      await expect.poll(upload.outcome, patience).toMatch(outcome);
      if (shown !== undefined) await expect.poll(upload.text, patience).toMatch(shown);
      expect(await upload.outcome()).not.toBe('done');
      await node.restart();
      expect([node.stored(), node.leftOvers()]).toEqual([[], 0]);
      await upload.throttle(-1);
      await upload.do('retry');
      await expectStoredOnce(upload, node, file);
    });

    test('sends a file once more that was deleted since', async (ctx) => {
      await expectSentOnceMore(await openSlow(ctx));
    });

    test('leaves nothing when it is cancelled', async (ctx) => {
      await expectNothingLeft(await openSlow(ctx));
    });
  });
});
