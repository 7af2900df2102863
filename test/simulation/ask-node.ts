import type { SimNode } from './sim-node.ts';

const headers = { 'User-Agent': 'auditor/1.0' };

/** What a node's `/_status` shows, as far as it is checked. */
export interface Status {
  readonly queues: Readonly<Record<string, { readonly problem: string | null }>>;
  readonly node: {
    readonly files: number | null;
    readonly tombstones: number | null;
    readonly digest: string | null;
    readonly readOnlyReason: string | null;
    readonly removedPeers: Readonly<Record<string, unknown>>;
    readonly unlistedPeers: readonly unknown[];
  };
}

/** Requests something from a node as a client, without a network between. */
export async function askNode(
  node: SimNode,
  method: string,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return await node.serve(async (respond) => {
    const sent = { method, headers: { ...headers, ...more } };
    const response = await respond(new Request(`http://${node.id}/${path}`, sent));
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
  });
}

export async function readStatus(node: SimNode): Promise<Status> {
  const { bytes } = await askNode(node, 'GET', '_status');
  return JSON.parse(new TextDecoder().decode(bytes)) as Status;
}

/** Whether a node's `/_status` says in some field that something is wrong with its cluster. */
export async function saysProblem(node: SimNode): Promise<boolean> {
  const { queues, node: itself } = await readStatus(node);
  return (
    Object.values(queues).some(({ problem }) => problem !== null) ||
    Object.keys(itself.removedPeers).length > 0 ||
    itself.unlistedPeers.length > 0 ||
    itself.readOnlyReason !== null
  );
}
