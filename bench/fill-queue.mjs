// Gives a node that is not running a journal of uploads that its peers have not seen.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createNodeFileSystem } from '../dist/runtime/node/file-system.js';
import { openNodeContext } from '../dist/runtime/node/node-context.js';
import { resolveNodeOptions } from '../dist/runtime/node/node-options.js';
import { createNodeSecrets } from '../dist/runtime/node/secrets.js';

const recordsAtOnce = 10_000;
const filesThere = 1000;
const log = { error: console.error, warn: console.error, debug() {} };

/**
 * Records uploads, as many as are told. Only the files of the first are there: a peer that is away
 * is asked for those alone, but a record without a file would be passed over at once.
 */
export async function fillQueue({ storage, queue, peerPorts }, count) {
  mkdirSync(join(storage, '.cockatiel'), { recursive: true });
  mkdirSync(queue, { recursive: true });
  const peerUrls = peerPorts.map((port) => `http://127.0.0.1:${port}`);
  const directories = {
    storage: createNodeFileSystem({ root: storage, fsync: false }),
    queue: createNodeFileSystem({ root: queue, fsync: false }),
    lock: async () => undefined,
    wasStorageRemoved: async () => false,
    access: createNodeSecrets().access,
  };
  const options = resolveNodeOptions({ storage, queue, peerUrls, log });
  const { ctx, close } = await openNodeContext(directories, options);
  for (let done = 0; done < count; done += recordsAtOnce) {
    const batch = Array.from({ length: Math.min(recordsAtOnce, count - done) }, (_none, at) => ({
      op: 'PUT',
      name: `many/d${Math.floor(done / 1000)}/f${done + at}_1700000000_${'0'.repeat(40)}.bin`,
      seconds: 1_700_000_000,
    }));
    for (const { name } of done === 0 ? batch.slice(0, filesThere) : []) {
      mkdirSync(dirname(join(storage, name)), { recursive: true });
      writeFileSync(join(storage, name), '');
    }
    const records = await Promise.all(batch.map((operation) => ctx.journal.append(operation)));
    for (const record of records) record.publish();
  }
  await close();
}
