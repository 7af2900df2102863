import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import { describe, expect, type TestContext, test } from 'vitest';
import { type Guard, type LibraryNode, startLibraryNode } from '../support/browser/library-node.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { useLibrarySite } from '../support/browser/use-library-site.ts';
import { patience } from '../support/patience.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const openPage = useBrowser();
const site = useLibrarySite('resumable.mjs');
const mebibyte = 1024 * 1024;

/** A file on the disk of whoever uses the page. */
async function makeFile(mebibytes: number): Promise<{ path: string; sha1: string }> {
  const path = join(await useTestDirectory(), 'large 1.bin');
  await writeFile(path, randomBytes(mebibytes * mebibyte));
  return { path, sha1: await hashFile(path) };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha1');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** An upload of a page, with the libraries' own means. */
interface PageUpload {
  begin(): Promise<void>;
  do(what: 'pause' | 'resume' | 'cancel'): Promise<void>;
  reload(): Promise<void>;
  /** Lets the page send so many bytes a second; without a limit by -1. */
  throttle(bytesPerSecond: number): Promise<void>;
  outcome(): Promise<string>;
  progress(): Promise<number>;
  /** The offsets at which the page has begun to send. */
  readonly offsets: readonly number[];
}

async function openUpload(
  ctx: TestContext,
  library: string,
  node: LibraryNode,
  [guard, path]: readonly [Guard, string],
): Promise<PageUpload> {
  const page = await openPage(ctx);
  const network = await page.context().newCDPSession(page);
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'PATCH') return;
    offsets.push(Number(request.headers()['upload-offset']));
  });
  await page.goto(site.url());
  const metadata = guard === 'signed URL' ? { prefix: 'dir' } : {};
  const state = async (): Promise<{ outcome: string; progress: number }> =>
    await page.evaluate('globalThis.state');
  return {
    offsets,
    async begin() {
      await page.setInputFiles('input', path);
      const args = [library, node.endpoint, node.headers, metadata];
      await page.evaluate(`globalThis.begin(...${JSON.stringify(args)})`);
    },
    async do(what) {
      await page.evaluate(`void globalThis.upload.${what}()`);
    },
    async reload() {
      await page.reload();
    },
    throttle: (bytesPerSecond) => throttle(network, bytesPerSecond),
    outcome: async () => (await state()).outcome,
    progress: async () => (await state()).progress,
  };
}

async function throttle(network: CDPSession, uploadThroughput: number): Promise<void> {
  const limits = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput };
  await network.send('Network.emulateNetworkConditions', limits);
}

/** The upload ends well, with the file stored once, and nothing is left of it beside that. */
async function expectStored(upload: PageUpload, node: LibraryNode, sha1: string): Promise<void> {
  await expect.poll(upload.outcome, patience).toBe('done');
  expect(await upload.progress()).toBe(1);
  const names = node.stored();
  expect(names).toEqual([expect.stringMatching(`^(dir/)?large 1_\\d+_${sha1}\\.bin$`)]);
  expect(await hashFile(join(node.storage, names[0] ?? ''))).toBe(sha1);
  expect(node.leftOvers()).toBe(0);
}

const guards: readonly Guard[] = ['anybody', 'secret', 'signed URL'];

describe.each(guards)('where the guard is: %s', (guard) => {
  describe.each(['tus-js-client', 'Uppy'])('%s by its first example', (library) => {
    /** An upload that is under way, so slowly that it does not end by itself. */
    async function openSlow(
      ctx: TestContext,
      size: number,
      rate: number,
    ): Promise<{ upload: PageUpload; node: LibraryNode; sha1: string }> {
      const { path, sha1 } = await makeFile(size);
      const node = await startLibraryNode(site.url(), guard);
      const upload = await openUpload(ctx, library, node, [guard, path]);
      await upload.throttle(rate * mebibyte);
      await upload.begin();
      await expect.poll(() => node.received().bytes, patience).toBeGreaterThan(0);
      expect(await upload.progress()).toBeLessThan(1);
      return { upload, node, sha1 };
    }

    test('uploads, and shows how far it is', async (ctx) => {
      const { upload, node, sha1 } = await openSlow(ctx, 8, 0.5);
      await expect.poll(upload.progress, patience).toBeGreaterThan(0);
      await upload.throttle(-1);
      await expectStored(upload, node, sha1);
    });

    test('goes on after a pause', async (ctx) => {
      const { upload, node, sha1 } = await openSlow(ctx, 8, 0.5);
      await upload.do('pause');
      await expect.poll(() => node.received().durable, patience).toBeGreaterThan(0);
      expect(await upload.outcome()).toBe('none');
      await upload.throttle(-1);
      await upload.do('resume');
      await expectStored(upload, node, sha1);
      expect(upload.offsets).toEqual([0, expect.any(Number)]);
      expect(upload.offsets[1]).toBeGreaterThan(0);
    });

    test('goes on after the page was loaded again', async (ctx) => {
      const { upload, node, sha1 } = await openSlow(ctx, 8, 0.5);
      await upload.reload();
      await expect.poll(() => node.received().durable, patience).toBeGreaterThan(0);
      await upload.throttle(-1);
      await upload.begin();
      await expectStored(upload, node, sha1);
      expect(upload.offsets).toEqual([0, expect.any(Number)]);
      expect(upload.offsets[1]).toBeGreaterThan(0);
    });

    test('goes on when the node was killed and is back', async (ctx) => {
      const { upload, node, sha1 } = await openSlow(ctx, 80, 8);
      await expect.poll(() => node.received().durable, patience).toBeGreaterThan(0);
      await node.kill();
      const { durable } = node.received();
      await upload.throttle(-1);
      await node.restart();
      await expectStored(upload, node, sha1);
      expect(durable).toBeGreaterThan(0);
      expect(upload.offsets.at(-1)).toBe(durable);
    });

    test('sends a file once more that was deleted since', async (ctx) => {
      const { upload, node, sha1 } = await openSlow(ctx, 8, 0.5);
      await upload.throttle(-1);
      await expectStored(upload, node, sha1);
      await node.delete(node.stored()[0] ?? '');
      expect(node.stored()).toEqual([]);
      await upload.reload();
      await upload.begin();
      await expectStored(upload, node, sha1);
    });

    test('leaves nothing when it is cancelled', async (ctx) => {
      const { upload, node } = await openSlow(ctx, 8, 0.5);
      await upload.do('cancel');
      await expect.poll(node.leftOvers, patience).toBe(0);
      expect(node.stored()).toEqual([]);
    });
  });
});
