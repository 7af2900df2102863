import { expect, it } from 'vitest';
import { createPeerLinks } from './peer-links.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const host = 'b';

/** Sends a request as a process that may be gone, and returns how many were sent. */
async function countSent(isGone: boolean): Promise<number> {
  let sent = 0;
  const node = { id: 'a', incarnation: 1, whileAlive: async (work: unknown) => await work };
  const world = {
    plan: { batches: {} },
    network: { unidentifiedAt: () => undefined },
    nodes: new Map(),
    oracle: {
      sent() {
        sent += 1;
        throw new Error('enough');
      },
    },
    tell: () => undefined,
  };
  const links = createPeerLinks(world as unknown as World, node as unknown as SimNode);
  const link = links.connect(`http://${host}`);
  if (isGone) node.incarnation += 1;
  void link.send({ method: 'GET', name: '_status' }).catch(() => undefined);
  await new Promise(setImmediate);
  return sent;
}

it('a process sends requests to its peers', async () => {
  expect(await countSent(false)).toBe(1);
});

it('one that is gone sends none, whatever it waited for', async () => {
  expect(await countSent(true)).toBe(0);
});
