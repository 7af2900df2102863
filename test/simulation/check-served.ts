import { askNode } from './ask-node.ts';
import { hashText } from './prng.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

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
  const { status, bytes } = await askNode(node, method, name);
  if (status !== (isThere ? 200 : 404)) {
    const what = isThere ? 'which it has' : 'which it should not have';
    oracle.fail(isThere ? 'I1' : 'I2', `${node.id} responds ${status} for ${name}, ${what}`);
  } else if (isThere && method === 'GET' && bytes.length !== oracle.contentOf(name)?.length) {
    oracle.fail('I3', `${node.id} serves ${bytes.length} bytes of ${name}`);
  }
}
