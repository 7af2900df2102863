import { hashText } from './prng.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const headers = { 'User-Agent': 'auditor/1.0' };
/** The number of names whose file is fetched; of the others only its head. */
const fetchedShare = 4;

/**
 * Requests every known name from every node, without a network between, and checks the responses
 * against what the node has.
 */
export async function checkServed(
  world: World,
  visibleNames: (node: SimNode) => readonly string[],
): Promise<void> {
  const nodes = [...world.nodes.values()];
  await Promise.all(
    nodes.map(async (node) => {
      const visible = new Set(visibleNames(node));
      for (const name of world.oracle.names) await checkName(world, node, name, visible.has(name));
    }),
  );
}

async function checkName(
  { oracle }: World,
  node: SimNode,
  name: string,
  isThere: boolean,
): Promise<void> {
  const method = hashText(name) % fetchedShare === 0 ? 'GET' : 'HEAD';
  const { status, sizeBytes } = await ask(node, method, name);
  if (status !== (isThere ? 200 : 404)) {
    const what = isThere ? 'which it has' : 'which it should not have';
    oracle.fail(isThere ? 'I1' : 'I2', `${node.id} responds ${status} for ${name}, ${what}`);
  } else if (isThere && method === 'GET' && sizeBytes !== oracle.contentOf(name)?.length) {
    oracle.fail('I3', `${node.id} serves ${sizeBytes} bytes of ${name}`);
  }
}

/** Whether a node's `/_status` says in some field that something is wrong with its cluster. */
export async function saysProblem(node: SimNode): Promise<boolean> {
  const { text } = await ask(node, 'GET', '_status');
  const { queues, node: itself } = JSON.parse(text) as Status;
  return (
    Object.values(queues).some(({ problem }) => problem !== null) ||
    Object.keys(itself.removedPeers).length > 0 ||
    itself.unlistedPeers.length > 0 ||
    itself.readOnlyReason !== null
  );
}

interface Status {
  readonly queues: Readonly<Record<string, { readonly problem: string | null }>>;
  readonly node: {
    readonly readOnlyReason: string | null;
    readonly removedPeers: Readonly<Record<string, unknown>>;
    readonly unlistedPeers: readonly unknown[];
  };
}

async function ask(
  node: SimNode,
  method: string,
  name: string,
): Promise<{ readonly status: number; readonly sizeBytes: number; readonly text: string }> {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return await node.serve(async (respond) => {
    const response = await respond(new Request(`http://${node.id}/${path}`, { method, headers }));
    const bytes = await response.arrayBuffer();
    const text = name === '_status' ? new TextDecoder().decode(bytes) : '';
    return { status: response.status, sizeBytes: bytes.byteLength, text };
  });
}
