import { expect } from 'vitest';
import { upload } from '../http/client.ts';
import { patience } from '../patience.ts';
import { startReadLoad } from './read-load.ts';
import type { SteadyNode } from './three-nodes.ts';

/** How many reads show that a server goes on, whichever node it chooses. */
const someReads = 100;

export interface RestartOptions {
  /** The nodes that are restarted; the first of them is killed before. */
  readonly restarted: readonly SteadyNode[];
  /**
   * Whether the server sends requests to a node again that was started, which is waited for before
   * the next one is stopped. The nodes must be verbose then.
   */
  readonly isUsed: boolean;
}

/**
 * Kills a node, then restarts some one after the other, while clients read through a server in
 * front of them: every read must get its file.
 */
export async function expectNoFailedReads(
  url: string,
  nodes: readonly SteadyNode[],
  { restarted, isUsed }: RestartOptions,
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
    const [first] = restarted;
    await first?.stop('SIGKILL');
    await readMore();
    if (first !== undefined) await startAgain(first);
    for (const node of restarted) {
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
