import type { ObjectNodeOptions } from '../../lib/startup/object-node-options.ts';
import type { OpenNode } from '../../lib/startup/open-node.ts';
import { type OpenObjectNode, openObjectNode } from '../../lib/startup/open-object-node.ts';
import { createTestSpool } from '../support/objects/create-test-spool.ts';
import { bucketHost } from './address.ts';
import { connectBucket } from './connect-bucket.ts';
import { nodeIdOf } from './node-id-of.ts';
import { settingsOf } from './node-settings.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What every bucket behind a node is called, whichever node that is. */
const bucketId = 'b'.repeat(16);

/** Opens a node whose storage is a bucket; it has a disk to spool on, or none. */
export async function openOnBucket(
  world: World,
  node: SimNode,
  bucket: SimBucket,
): Promise<OpenNode> {
  const isDiskless = world.plan.bucket?.diskless.includes(node.id) === true;
  const spool = isDiskless ? undefined : createTestSpool(node.queueDisk.mount());
  return await openObjectNode({ ...sharedOptions(world, node, bucket), spool });
}

/** Opens the bucket behind a node, whose only peer is that node. */
export async function openBehind(
  world: World,
  node: SimNode,
  bucket: SimBucket,
  parts: Pick<ObjectNodeOptions, 'failures' | 'signal'>,
): Promise<OpenObjectNode> {
  const { log, ...options } = sharedOptions(world, node, bucket);
  const about = { bucket: bucketHost };
  return await openObjectNode({
    ...options,
    ...parts,
    log: {
      error: (message, fields) => log.error(message, { ...about, ...fields }),
      warn: (message, fields) => log.warn(message, { ...about, ...fields }),
      debug: (message, fields) => log.debug(message, { ...about, ...fields }),
    },
    spool: createTestSpool(node.queueDisk.mount()),
    peerUrls: [`http://${node.id}`],
    nodeId: bucketId,
  });
}

function sharedOptions(
  world: World,
  node: SimNode,
  bucket: SimBucket,
): Omit<ObjectNodeOptions, 'spool'> {
  return {
    ...settingsOf(world, node),
    store: connectBucket(world, node, bucket),
    createId: createIds(node),
    ...world.plan.bucket?.limits,
  };
}

/** Every process has its own, and the same in every run of a seed. */
function createIds({ id, incarnation }: SimNode): () => string {
  const process = nodeIdOf(id).slice(-4) + incarnation.toString(16).padStart(4, '0');
  let count = 0;
  return () => {
    count += 1;
    return process + count.toString(16).padStart(8, '0');
  };
}
