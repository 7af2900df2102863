import { sha1 } from '../disk/disk-view.ts';
import { inParallel } from '../http/client.ts';
import type { SeededRandom } from '../node/seeded-random.ts';
import type { ClusterNode } from './start-test-cluster.ts';

/** What all nodes of a cluster have acknowledged to clients. */
export interface ClusterLedger {
  /** Paths whose upload was acknowledged, with the content's hash. */
  readonly uploaded: Map<string, string>;
  /** Paths whose deletion was requested, whether or not a response arrived. */
  readonly doomed: Set<string>;
  /** Paths whose deletion was acknowledged. */
  readonly deleted: Set<string>;
}

export function createClusterLedger(): ClusterLedger {
  return { uploaded: new Map(), doomed: new Set(), deleted: new Set() };
}

/** Names of which the servers must keep every byte. */
const directories = ['', '', 'a/', 'a/b/', 'ü%20%C3%B6/', '%23x/', 'a+b/'];

export interface Load {
  readonly node: ClusterNode;
  readonly uploads: number;
  /** Of files uploaded anywhere so far, as far as there are any. */
  readonly deletions: number;
  readonly random: SeededRandom;
  readonly ledger: ClusterLedger;
  /** Begins the names, so that they are its own. */
  readonly label: string;
}

/** Sends a node uploads and deletions, mixed. Those to a node that is gone fail silently. */
export async function sendLoad({ node, uploads, deletions, ...load }: Load): Promise<void> {
  const { random, ledger, label } = load;
  const work = random.shuffle([
    ...Array.from({ length: uploads }, (_, file) => () => uploadOne(file)),
    ...Array.from({ length: deletions }, () => deleteOne),
  ]);
  const left = work.filter((step) => step === deleteOne).length;
  let missed = 0;

  async function uploadOne(file: number): Promise<void> {
    const body = random.bytes(random.chance(0.02) ? 300_000 : random.below(6000));
    const name = `${random.pick(directories)}${label}-${file}${random.pick(['', '.txt', '.tar.gz'])}`;
    const response = await request(node, `/${name}`, 'PUT', body);
    if (response?.status !== 201) return;
    ledger.uploaded.set(response.headers.get('location') ?? '', sha1(body));
  }

  async function deleteOne(): Promise<void> {
    const path = random.pick([...ledger.uploaded.keys()].filter((one) => !ledger.doomed.has(one)));
    if (path === undefined) {
      missed += 1;
      return;
    }
    ledger.doomed.add(path);
    const response = await request(node, path, 'DELETE');
    if (response?.status === 200 || response?.status === 404) ledger.deleted.add(path);
  }

  await inParallel(work, 8, (step) => step());
  // Those that came before there was anything to delete.
  await inParallel(Array.from({ length: Math.min(missed, left) }), 8, deleteOne);
}

async function request(
  node: ClusterNode,
  path: string,
  method: string,
  body: Buffer<ArrayBuffer> | null = null,
): Promise<Response | undefined> {
  try {
    const response = await fetch(node.url + path, { method, body, redirect: 'manual' });
    await response.arrayBuffer();
    return response;
  } catch {
    return undefined;
  }
}
