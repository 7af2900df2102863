import { expect } from 'vitest';
import { nodeHeader } from '../../../lib/http/node-headers.ts';

/** Uploads a file as a client does, and returns the path where it is stored. */
export async function upload(
  node: { url: string },
  name: string,
  body: string | Buffer<ArrayBuffer>,
): Promise<string> {
  const response = await fetch(`${node.url}/${name}`, { method: 'PUT', body, redirect: 'manual' });
  expect([201, 302]).toContain(response.status);
  return response.headers.get('location') ?? '';
}

/** Deletes a file as a client does, and returns the status. */
export async function remove(node: { url: string }, path: string): Promise<number> {
  return (await fetch(node.url + path, { method: 'DELETE' })).status;
}

/**
 * Returns the content that a node itself has at a path, or the status if it is an error: the request
 * looks like one of a node, so it is not passed on to a peer.
 */
export async function read(node: { url: string }, path: string): Promise<string | number> {
  const response = await fetch(node.url + path, { headers: { [nodeHeader]: '0'.repeat(16) } });
  return response.ok ? await response.text() : response.status;
}

/** Does work on every item, with at most `many` in progress. */
export async function inParallel<Item>(
  items: readonly Item[],
  many: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: many }, lane));
}
