import { formatDigest } from '../../../lib/inventory/format-digest.ts';
import { bytesOf } from '../disk/small-files.ts';
import { settleMicrotasks } from './settle-microtasks.ts';
import { fileName, startTestCounting } from './start-test-counting.ts';
import type { TestSavedBytes } from './test-saved-bytes.ts';

/** A node whose total size of files is saved. */
type Node = ReturnType<typeof startTestCounting>;

/** What is saved where these files are stored, and have that size together. */
export function savedTextOf({ inventory }: Node, bytes: number): string {
  return `{"digest":"${formatDigest(inventory.stored)}","bytes":${bytes}}\n`;
}

/** Ends a node as a stop does, and returns what it has saved. */
export async function stopAndSave({ filling, savedBytes }: Node): Promise<TestSavedBytes> {
  await filling.stop();
  await filling.savedBytes.saveNow();
  return savedBytes;
}

/** What a node with these files saves when it stops. */
export async function saveOf(numbers: readonly number[]): Promise<TestSavedBytes> {
  const node = startTestCounting(numbers);
  await settleMicrotasks();
  return await stopAndSave(node);
}

/** Cuts the file of a number, and puts it right again as an upload does. */
export async function replaceCorrupt(node: Node, number: number): Promise<void> {
  node.files.set(fileName(number), bytesOf('cut'));
  await node.upload(number);
}
