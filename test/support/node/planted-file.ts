import type { TestContext } from './create-test-context.ts';
import { send } from './send.ts';
import { sha1Of } from './sha1-of.ts';

export type Content = string | Uint8Array<ArrayBuffer>;

/** Puts a file on the disk of a node, as if it were from before its start; returns the path. */
export function plant(node: TestContext, name: string, body: Content): string {
  const path = `/${name.replace(/(?=\.|$)/u, `_1_${sha1Of(body)}`)}`;
  node.storageDisk.write(path.slice(1), body);
  return path;
}

export async function typeOf(node: TestContext, path: string): Promise<string | null> {
  return (await send(node, 'HEAD', path)).headers.get('content-type');
}

/** Counts the reads of the storage disk from now on. */
export function countReads({ storageDisk }: TestContext): () => number {
  let reads = 0;
  storageDisk.intercept = ({ operation }) => {
    if (operation === 'read') reads += 1;
  };
  return () => reads;
}
