import { fetchRemote } from '../../../handlers/open-remote.ts';
import type { QuarantineReport } from '../../../lib/quarantine/quarantine-index.ts';
import type { TestContext } from './create-test-context.ts';
import { createMemoryCluster } from './memory-cluster.ts';
import type { MemoryCluster } from './memory-cluster-options.ts';
import { send } from './send.ts';
import { sha1Of } from './sha1-of.ts';

/** Read at once, verified before it is sent, and verified while it is sent. */
export const sizes = { small: 1000, medium: 700_000, large: 2_000_000 };

/** Two nodes with one file, of which one copy is corrupt. */
export interface CorruptCluster {
  readonly cluster: MemoryCluster;
  readonly a: TestContext;
  readonly b: TestContext;
  readonly path: string;
  readonly content: string;
}

/** Two nodes with a file that was stored a minute ago, of which the copy of `b` is corrupt. */
export async function createCorruptCluster(sizeBytes = sizes.small): Promise<CorruptCluster> {
  const peers = { a: ['b'], b: ['a'] };
  const cluster = await createMemoryCluster({ peers, readThrough: true, repairs: true });
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  for (const node of [a, b]) {
    node.scrub.start({ periodMs: 0, fetch: (name) => fetchRemote(name, node.ctx) });
  }
  const content = 'x'.repeat(sizeBytes);
  const response = await send(a, 'PUT', '/dir/file.bin', { body: content });
  const path = response.headers.get('location') as string;
  await cluster.settle();
  for (const node of [a, b]) node.clock.ms += 60_000;
  corrupt(b, path);
  return { cluster, a, b, path, content };
}

/** Changes a byte, as somebody does who writes to the file: a read of it is not trusted any more. */
export function corrupt({ storageDisk, clock }: TestContext, path: string): void {
  storageDisk.flip(path.slice(1), 0);
  const bytes = storageDisk.read(path.slice(1)) as Uint8Array;
  const { ms } = clock;
  clock.ms = 1;
  storageDisk.write(path.slice(1), bytes);
  clock.ms = ms;
}

/** The status of a GET, and whether the right content came. */
export async function get(
  node: TestContext,
  { path, content }: Pick<CorruptCluster, 'path' | 'content'>,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await send(node, 'GET', path, { headers });
  try {
    const text = await response.text();
    if (response.status >= 400) return `${response.status} ${text.trimEnd()}`;
    return `${response.status} ${text === content ? 'intact' : 'other'}`;
  } catch {
    return `${response.status} broken off`;
  }
}

/** Whether the copy on the disk is intact. */
export const onDisk = ({ storageDisk }: TestContext, { path, content }: CorruptCluster): boolean =>
  storageDisk.read(path.slice(1)) !== undefined &&
  sha1Of(storageDisk.read(path.slice(1)) as Uint8Array) === sha1Of(content);
/** What became of corrupt copies on a node. */
export const report = ({ ctx }: TestContext): QuarantineReport => ctx.storage.quarantined.report();
