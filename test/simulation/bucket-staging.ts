import { type StagingStore, stagingPrefix } from '../../lib/object-store/object-store.ts';
import type { BucketCall } from './bucket-call.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** The part of the bucket in which bodies have no name yet, as one process sees it. */
export interface SimStaging extends StagingStore {
  /** Notes that the process writes under a key, if that is one of staging. */
  note(key: string): void;
}

/** Longer than any run: what is younger may still be written. */
const youngMs = 12 * 3_600_000;

export function connectStaging(
  world: World,
  { id, incarnation }: SimNode,
  bucket: SimBucket,
  call: BucketCall,
): SimStaging {
  const { staging } = bucket.store;
  const { owners } = bucket;
  const me = `${id} ${incarnation}`;

  function note(key: string): void {
    if (key.startsWith(stagingPrefix)) owners.set(key, me);
  }

  /** What another process is writing nobody else removes (I4). */
  function checkOwner(key: string): void {
    const isOthers = (owners.get(key) ?? me) !== me;
    if (!isOthers || bucket.ageOf(key) > youngMs) return;
    world.oracle.fail('I4', `${id} removes ${key}, which ${owners.get(key)} is writing`);
  }

  return {
    note,
    begin(key) {
      note(key);
      return call({ operation: 'begin', key, act: () => staging.begin(key) });
    },
    addPart(upload, number, bytes) {
      const part = bytes.slice();
      const act = (): Promise<string> => staging.addPart(upload, number, part);
      return call({ operation: 'addPart', key: upload.key, act });
    },
    complete(upload, tags) {
      const act = (): Promise<void> => staging.complete(upload, tags);
      return call({ operation: 'complete', key: upload.key, act });
    },
    abort(upload) {
      checkOwner(upload.key);
      return call({ operation: 'abort', key: upload.key, act: () => staging.abort(upload) });
    },
    listUploads(prefix) {
      const act = (): ReturnType<StagingStore['listUploads']> => staging.listUploads(prefix);
      return call({ operation: 'listUploads', key: prefix, act });
    },
    remove(key) {
      checkOwner(key);
      return call({ operation: 'remove', key, act: () => staging.remove(key) });
    },
  };
}
