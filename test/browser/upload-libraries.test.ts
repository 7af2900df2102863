import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, type TestContext, test } from 'vitest';
import { signUrl } from '../../runtime/sign-url.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { useLibrarySite } from '../support/browser/use-library-site.ts';
import { listStored, sha1 } from '../support/disk/disk-view.ts';
import { patience } from '../support/patience.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const openPage = useBrowser();
const secret = 'secret-of-the-writers';
const content = 'from a page';
/** What is stored of a file that its page calls `été 1.txt`. */
const storedPath = new RegExp(`^dir/été 1_\\d+_${sha1(content)}\\.txt$`, 'u');

/** An application: a page with the libraries, a form without scripts, and where that leads to. */
const site = useLibrarySite('page.mjs', (request, response) => {
  const { pathname, searchParams } = new URL(`http://site${request.url}`);
  if (pathname === '/form') {
    response.end(
      `<form method="post" enctype="multipart/form-data" action="${searchParams.get('action')}">` +
        '<input type="file" name="f" multiple><button>Send</button></form>',
    );
  } else if (pathname === '/thanks') response.end(`<p>Thank you</p>`);
  return response.writableEnded;
});

interface OpenNode {
  readonly url: string;
  /** The names of all files that it has. */
  stored(): readonly string[];
  /** Where the page uploads to, on a node that is guarded by a signed URL. */
  readonly target: string;
}

async function startNode(isGuarded: boolean): Promise<OpenNode> {
  const directory = await useTestDirectory();
  const file = join(directory, 'write.secret');
  await writeFile(file, secret, { mode: 0o600 });
  const flags = isGuarded ? ['--write-secret-file', file] : [];
  const { url } = await startTestNode(['--cors-origin', site.url(), ...flags], directory);
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const query = isGuarded
    ? signUrl({
        secret,
        method: 'PUT',
        name: 'dir/',
        isPrefix: true,
        expires,
        maxSizeBytes: 1000,
        type: 'text/*',
      })
    : '';
  return {
    url,
    stored: () => listStored(join(directory, 'storage')),
    target: `${url}/dir/${query}`,
  };
}

async function openApplication(ctx: TestContext): Promise<Page> {
  const page = await openPage(ctx);
  await page.goto(site.url());
  return page;
}

/** Calls a function of the page. */
function call(page: Page, name: string, ...args: readonly string[]): Promise<unknown> {
  return page.evaluate(`globalThis.${name}(${args.map((arg) => JSON.stringify(arg)).join()})`);
}

describe.each([
  ['anybody may write', false],
  ['a signed URL permits it', true],
])('where %s, with nothing set but the URL', (_, isGuarded) => {
  test('Uppy uploads, and knows the URL of the file', async (ctx) => {
    const page = await openApplication(ctx);
    const node = await startNode(isGuarded);
    const url = await call(page, 'uploadByUppy', node.target, 'été 1.txt', content);
    const [name = ''] = node.stored();
    expect(name).toMatch(storedPath);
    expect(decodeURIComponent(`${url}`)).toBe(`/${name}`);
  });

  test('Dropzone uploads, and has a list of its files', async (ctx) => {
    const page = await openApplication(ctx);
    const node = await startNode(isGuarded);
    const files = await call(page, 'uploadByDropzone', node.target, 'été 1.txt', content);
    const [name = ''] = node.stored();
    expect(name).toMatch(storedPath);
    expect(files).toEqual([expect.objectContaining({ name, size: 11, sha1: sha1(content) })]);
  });

  test('FilePond uploads, and has an id that says where the file is', async (ctx) => {
    const page = await openApplication(ctx);
    const node = await startNode(isGuarded);
    const id = await call(page, 'uploadByFilePond', node.target, 'été 1.txt', content);
    const [name = ''] = node.stored();
    expect(name).toMatch(storedPath);
    expect(JSON.parse(`${id}`)).toMatchObject({ name });
  });

  test('a form without scripts uploads, and leads back', async (ctx) => {
    const page = await openPage(ctx);
    const node = await startNode(isGuarded);
    const action = new URL(node.target);
    action.searchParams.set('return', `${site.url()}/thanks`);
    await page.goto(`${site.url()}/form?action=${encodeURIComponent(action.href)}`);
    const file = { name: 'été 1.txt', mimeType: 'text/plain', buffer: Buffer.from(content) };
    await page.setInputFiles('input[type=file]', [file, { ...file, name: 'b.txt' }]);
    await page.click('button');
    await page.getByText('Thank you').waitFor();
    expect(new URL(page.url()).searchParams.getAll('file').sort()).toEqual(
      [...node.stored()].sort(),
    );
    expect(node.stored()).toHaveLength(2);
  });
});

test('FilePond takes back what it has uploaded', async (ctx) => {
  const page = await openApplication(ctx);
  const node = await startNode(false);
  await call(page, 'uploadByFilePond', node.target, 'a.txt', content);
  expect(node.stored()).toHaveLength(1);
  await call(page, 'revertInFilePond');
  await expect.poll(node.stored, patience).toEqual([]);
});

test('a file that was not signed for is refused, and the library says why', async (ctx) => {
  const page = await openApplication(ctx);
  const node = await startNode(true);
  const upload = call(page, 'uploadByDropzone', node.target, 'a.png', content);
  await expect(upload).rejects.toThrow(/signed for text/u);
  await expect(
    call(page, 'uploadByUppy', node.target, 'a.txt', 'x'.repeat(1001)),
  ).rejects.toThrow();
  expect(node.stored()).toEqual([]);
});
