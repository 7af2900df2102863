import type { Log } from '../../../lib/host/log.ts';
import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import { probeStore } from '../../../lib/object-store/probe-store.ts';
import { createRetryingStore } from '../../../lib/object-store/retrying-store.ts';
import { createObjectBackends, type ObjectBackends } from '../../../lib/objects/object-backends.ts';
import { createTextScan } from '../../../lib/transfers/text-scan.ts';
import { createSha1 } from '../../node/hash.ts';
import { openStore } from '../../node/open/open-store.ts';
import { nodeTimers } from '../../node/timers.ts';
import type { S3Credentials } from '../../objects/s3-client.ts';

/** A bucket that a command works on. */
export interface OpenBucket extends ObjectBackends {
  readonly store: ObjectStore;
  close(): Promise<void>;
}

/**
 * Opens a bucket to write to it, or only to read it. It has no spool on a disk: files are sent from
 * where they are. Rejects with an `UnusableStoreError` where it must not be written to.
 */
export async function openBucket(
  address: string,
  credentials: S3Credentials,
  use: 'read' | 'write',
  log: Log,
): Promise<OpenBucket> {
  const stopping = new AbortController();
  const clock = { nowMs: () => Date.now() };
  const waiting = { clock, timers: nodeTimers, log, signal: stopping.signal };
  const opened = openStore(address, { objectCredentials: () => credentials });
  const store = createRetryingStore(opened, waiting);
  const createId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 16);
  if (use === 'write') await probeStore(store, createId());
  const backends = createObjectBackends({
    store,
    createSha1,
    createTextScan: () => createTextScan(),
    createId,
    clock,
    timers: nodeTimers,
    log,
  });
  return {
    ...backends,
    store,
    async close() {
      stopping.abort();
    },
  };
}
