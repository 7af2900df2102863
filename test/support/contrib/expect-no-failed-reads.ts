import { expect } from 'vitest';
import { upload } from '../http/client.ts';
import { patience } from '../patience.ts';
import { startReadLoad } from './read-load.ts';
import type { SteadyNode } from './three-nodes.ts';

/** How many reads show that a server goes on, whichever node it chooses. */
const someReads = 100;

/**
 * Kills a node, then restarts all one after the other, while clients read through a server in front
 * of them: every read must get its file. `isUsed` says whether the server sends requests to a node
 * again that was started, which is waited for before the next one is stopped.
 */
export async function expectNoFailedReads(
  url: string,
  nodes: readonly SteadyNode[],
  { isUsed }: { readonly isUsed: boolean },
): Promise<void> {
  const files = await uploadAndReplicate(nodes);
  const load = startReadLoad(url, files);
  const readMore = async (): Promise<void> => {
    const begin = load.done;
    await expect.poll(() => load.done - begin, patience).toBeGreaterThan(someReads);
  };
  const startAgain = async (node: SteadyNode): Promise<void> => {
    await node.start();
    if (isUsed) await expect.poll(() => node.process.output(), patience).toContain('/load/');
    await readMore();
  };
  try {
    await readMore();
    const [first] = nodes;
    await first?.stop('SIGKILL');
    await readMore();
    if (first !== undefined) await startAgain(first);
    for (const node of nodes) {
      await node.stop('SIGTERM');
      await startAgain(node);
    }
  } finally {
    await load.stop();
  }
  expect(load.failures).toEqual([]);
}

/** Stores files that all nodes have; returns their contents by path. */
async function uploadAndReplicate([first, ...others]: readonly SteadyNode[]): Promise<
  Map<string, string>
> {
  const files = new Map<string, string>();
  for (let file = 0; file < 20; file += 1) {
    const content = `${file} `.repeat(500);
    if (first !== undefined) files.set(await upload(first, `load/${file}.txt`, content), content);
  }
  for (const { url } of others) {
    for (const path of files.keys()) {
      await expect.poll(async () => (await fetch(url + path)).status, patience).toBe(200);
    }
  }
  return files;
}
