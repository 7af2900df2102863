import { describe, expect, it } from 'vitest';
import { atEveryDiskCall, clearFault, type Fault, injectFault } from '../support/disk/faults.ts';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { send } from '../support/node/send.ts';

/** Those that leave the disks of a node in different states. */
const faults: readonly Fault[] = ['crash', 'kill', 'EIO', 'full disks'];
const chain = { a: ['b'], b: ['a', 'c'], c: ['b'] };

async function put(cluster: MemoryCluster, id: string, path: string): Promise<string> {
  const response = await send(cluster.node(id), 'PUT', `/${path}`, { body: path });
  return (response.headers.get('location') as string).slice(1);
}

async function runOnce(fault: Fault, nth: number): Promise<boolean> {
  const cluster = await createMemoryCluster({ peers: chain });
  const gone = await put(cluster, 'c', 'dir/gone');
  await cluster.settle();
  const names = [await put(cluster, 'a', 'dir/one'), await put(cluster, 'c', 'dir/two')];
  await send(cluster.node('a'), 'DELETE', `/${gone}`);
  const middle = cluster.node('b');
  const outcome = injectFault(middle, fault, nth);
  await cluster.turn().catch(() => undefined);
  await cluster.turn().catch(() => undefined);
  await middle.cluster.save().catch(() => undefined);
  clearFault(middle);
  await cluster.restart('b', fault === 'kill' ? 'restartAfterKill' : 'restartAfterCrash');
  await cluster.settle();
  for (const id of ['a', 'b', 'c']) expect([id, cluster.stored(id)]).toEqual([id, names]);
  return outcome.met !== undefined;
}

describe("a node between two others that can't reach each other", () => {
  it.each(faults)('forwards all it acknowledged, with %s at any disk call (I5)', async (fault) => {
    await atEveryDiskCall((nth) => runOnce(fault, nth));
  });
});
