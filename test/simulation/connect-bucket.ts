import type { ObjectBody, ObjectStore, OpenObject } from '../../lib/object-store/object-store.ts';
import { collect } from '../support/objects/object-bodies.ts';
import { type BucketCall, createBucketCall } from './bucket-call.ts';
import { createDownload } from './bucket-download.ts';
import { connectStaging } from './bucket-staging.ts';
import { checkKey } from './check-bucket.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** The bucket of a run as one process of a node sees it, over a network. */
export function connectBucket(world: World, node: SimNode, bucket: SimBucket): ObjectStore {
  const { store } = bucket;
  const call = createBucketCall(world, node, bucket);
  const staging = connectStaging(world, node, bucket, call);

  /** Does something under a key, and checks what has become of that. */
  function change<Result>(key: string, act: () => Promise<Result>): () => Promise<Result> {
    return async () => {
      const wasMark = bucket.isMark(key);
      const result = await act();
      checkKey(world, bucket, key, wasMark);
      return result;
    };
  }

  return {
    async putIfAbsent(key, body, facts) {
      const bytes = await bytesOf(body);
      staging.note(key);
      const act = change(key, () => store.putIfAbsent(key, bytes, facts));
      return await call({ operation: 'putIfAbsent', key, isConditional: true, act });
    },
    async replace(key, version, body, facts) {
      const bytes = await bytesOf(body);
      const act = change(key, () => store.replace(key, version, bytes, facts));
      return await call({ operation: 'replace', key, isConditional: true, act });
    },
    markDeleted: (key) =>
      call({ operation: 'markDeleted', key, act: change(key, () => store.markDeleted(key)) }),
    get: (...range) => openObject(world, node, bucket, call, ...range),
    head: (key) => call({ operation: 'head', key, act: () => store.head(key) }),
    list: (prefix, page) =>
      call({ operation: 'list', key: prefix, act: () => store.list(prefix, page) }),
    staging,
  };
}

async function openObject(
  world: World,
  node: SimNode,
  bucket: SimBucket,
  call: BucketCall,
  ...[key, range]: Parameters<ObjectStore['get']>
): Promise<OpenObject | undefined> {
  const found = await call({
    operation: 'get',
    key,
    async act() {
      const object = await bucket.store.get(key, range);
      const bytes = bucket.read(key)?.slice(range?.first ?? 0, (range?.last ?? Infinity) + 1);
      return object && bytes && { object, bytes };
    },
  });
  return found && { ...found.object, body: createDownload(world, node, key, found.bytes) };
}

/** What is spooled is read by the process, as slowly as its disk lets it. */
async function bytesOf(body: ObjectBody): Promise<Uint8Array<ArrayBuffer>> {
  return body instanceof Uint8Array ? body.slice() : await collect(body.read());
}
