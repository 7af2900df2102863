import { expect, test } from 'vitest';
import { startTestSite } from '../support/browser/start-test-site.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { bundleClientChecks } from '../support/client/bundle-client-checks.ts';
import { startClientPlace } from '../support/client/start-client-place.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const openPage = useBrowser();

test('the client in a page of another site does what it does everywhere', async (ctx) => {
  const page = await openPage(ctx);
  const place = await startClientPlace();
  await page.goto((await startTestSite({ url: place.node })).pageUrl);
  const source = Buffer.from(await bundleClientChecks()).toString('base64');
  const failures = await page.evaluate(
    `import('data:text/javascript;base64,${source}')
      .then(({ runClientChecks }) => runClientChecks(${JSON.stringify(place)}))`,
  );
  expect(failures).toEqual({});
});

test('the client in a page does it on a node that knows nothing of the preference', async (ctx) => {
  const page = await openPage(ctx);
  const { url } = await startTestNode(['--cors-origin', '*']);
  await page.goto((await startTestSite({ url })).pageUrl);
  const source = Buffer.from(await bundleClientChecks()).toString('base64');
  const names = await page.evaluate(`import('data:text/javascript;base64,${source}')
    .then(async ({ createClient }) => {
      const send = (input, init) => {
        delete init.headers.Prefer;
        return fetch(input, init);
      };
      const client = createClient({ nodes: ${JSON.stringify(url)}, fetch: send });
      const both = await Promise.all([1, 2].map(() => client.put('same.txt', 'same')));
      return both.map(({ name }) => name);
    })`);
  expect(names).toHaveLength(2);
});
