import { expect } from 'vitest';
import { patience } from '../patience.ts';
import type { LibraryNode } from './library-node.ts';
import { expectStoredOnce, type LocalFile, type PageUpload } from './page-upload.ts';

/** An upload that is under way, so slowly that it does not end by itself. */
export interface SlowUpload {
  readonly upload: PageUpload;
  readonly node: LibraryNode;
  readonly file: LocalFile;
}

/** The library shows how far it is, and the file is stored. */
export async function expectProgress({ upload, node, file }: SlowUpload): Promise<void> {
  await expect.poll(upload.progress, patience).toBeGreaterThan(0);
  await upload.throttle(-1);
  await expectStoredOnce(upload, node, file);
}

/** A file that was stored, and deleted, is stored again when its user chooses it once more. */
export async function expectSentOnceMore({ upload, node, file }: SlowUpload): Promise<void> {
  await upload.throttle(-1);
  await expectStoredOnce(upload, node, file);
  await node.delete(node.stored()[0] ?? '');
  expect(node.stored()).toEqual([]);
  await upload.reload();
  await upload.begin();
  await expectStoredOnce(upload, node, file);
}

/** Nothing is left of an upload that its user ends. */
export async function expectNothingLeft({ upload, node }: SlowUpload): Promise<void> {
  await upload.do('cancel');
  await expect.poll(node.leftOvers, patience).toBe(0);
  expect(node.stored()).toEqual([]);
}
