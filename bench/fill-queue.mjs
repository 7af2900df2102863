// Gives a node that is not running a journal of uploads that its peers have not seen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openNodeContext } from '../dist/runtime/node-context.js';
import { createNodeFileSystem } from '../dist/runtime/node-file-system.js';

const recordsAtOnce = 10_000;
const log = { error: console.error, warn: console.error, debug() {} };

/** Records uploads of files that are not there, as many as are told. */
export async function fillQueue({ storage, queue, peerPorts }, count) {
  mkdirSync(join(storage, '.cockatiel'), { recursive: true });
  mkdirSync(queue, { recursive: true });
  const peerUrls = peerPorts.map((port) => `http://127.0.0.1:${port}`);
  const { ctx, close } = await openNodeContext({
    storage: createNodeFileSystem({ root: storage, fsync: false }),
    queue: createNodeFileSystem({ root: queue, fsync: false }),
    config: { version: 'bench', publicUrl: '', peerUrls, maxSizeBytes: Number.POSITIVE_INFINITY },
    log,
    claim: async () => undefined,
  });
  for (let done = 0; done < count; done += recordsAtOnce) {
    const batch = Array.from({ length: Math.min(recordsAtOnce, count - done) }, (_none, at) => ({
      op: 'PUT',
      name: `many/d${Math.floor(done / 1000)}/f${done + at}_1700000000_${'0'.repeat(40)}.bin`,
      seconds: 1_700_000_000,
    }));
    const records = await Promise.all(batch.map((operation) => ctx.journal.append(operation)));
    for (const record of records) record.release();
  }
  await close();
}
