import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { patience } from '../patience.ts';
import { useTestDirectory } from '../process/start-test-node.ts';
import type { LibraryNode } from './library-node.ts';

const mebibyte = 1024 * 1024;

/** A file on the disk of whoever uses a page. */
export interface LocalFile {
  readonly path: string;
  readonly sha1: string;
}

/** What a page of `test/browser/libraries/` can be told to do with an upload. */
type Action = 'pause' | 'resume' | 'cancel' | 'retry';

/** The upload of one file by a page, by the means of one library. */
export interface PageUpload {
  /** Chooses the file, and begins to upload it. */
  begin(): Promise<void>;
  do(action: Action): Promise<void>;
  reload(): Promise<void>;
  /** Lets the page send so many MiB a second; -1 for any number. */
  throttle(mebibytes: number): Promise<void>;
  /** `none` while it is under way, `done`, or what the library says of its failure. */
  outcome(): Promise<string>;
  /** How much of it was sent, from 0 to 1, as the library knows. */
  progress(): Promise<number>;
  /** All text of the page. */
  text(): Promise<string>;
  /** The offsets of all requests of tus so far that had bytes. */
  readonly offsets: readonly number[];
}

/** Makes a file of random bytes, named `large 1.bin`. */
export async function makeLocalFile(mebibytes: number): Promise<LocalFile> {
  const path = join(await useTestDirectory(), 'large 1.bin');
  await writeFile(path, randomBytes(mebibytes * mebibyte));
  return { path, sha1: await hashFile(path) };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha1');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Opens a page that uploads a file; `args` are those of its function `begin`. */
export async function openPageUpload(
  page: Page,
  url: string,
  { path }: LocalFile,
  args: readonly unknown[],
): Promise<PageUpload> {
  const network = await page.context().newCDPSession(page);
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'PATCH') return;
    offsets.push(Number(request.headers()['upload-offset']));
  });
  await page.goto(url);
  const state = async (): Promise<{ outcome: string; progress: number }> =>
    await page.evaluate('globalThis.state');
  return {
    async begin() {
      await page.setInputFiles('input', path);
      await page.evaluate(`globalThis.begin(...${JSON.stringify(args)})`);
    },
    async do(action) {
      await page.evaluate(`void globalThis.upload.${action}()`);
    },
    async reload() {
      await page.reload();
    },
    async throttle(mebibytes) {
      const uploadThroughput = mebibytes < 0 ? -1 : mebibytes * mebibyte;
      const limits = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput };
      await network.send('Network.emulateNetworkConditions', limits);
    },
    outcome: async () => (await state()).outcome,
    progress: async () => (await state()).progress,
    text: async () => await page.evaluate('document.body.innerText'),
    offsets,
  };
}

/** The upload ends well, with the file stored once, and nothing is left beside that. */
export async function expectStoredOnce(
  upload: PageUpload,
  node: LibraryNode,
  { sha1 }: LocalFile,
): Promise<void> {
  await expect.poll(upload.outcome, patience).toBe('done');
  expect(await upload.progress()).toBe(1);
  const names = node.stored();
  expect(names).toEqual([expect.stringMatching(`^(dir/)?large 1_\\d+_${sha1}\\.bin$`)]);
  expect(await hashFile(join(node.storage, names[0] ?? ''))).toBe(sha1);
  expect(node.leftOvers()).toBe(0);
}
