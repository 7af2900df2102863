import type { Slots } from '../concurrency/slots.ts';
import { describeError } from '../errors/describe-error.ts';
import { ObjectStoreError } from '../errors/domain-errors.ts';
import { defaultObjectLimits, type ObjectLimits } from '../limits/object-limits.ts';
import {
  type ObjectStore,
  type SpooledContent,
  type StagedUpload,
  stagingPrefix,
} from './object-store.ts';
import type { Spool, SpooledBody } from './spool.ts';

export interface MultipartSpoolOptions extends Partial<Pick<ObjectLimits, 'partBytes'>> {
  readonly store: Pick<ObjectStore, 'staging' | 'get'>;
  /** Each body in the spool takes a place, and memory for one part. */
  readonly slots: Slots;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
}

/**
 * A spool for a host without a disk: a body of more than one part is an object below
 * `stagingPrefix`, uploaded in parts, and any other stays in memory. What a crash leaves is removed
 * with other old objects there.
 */
export function createMultipartSpool(options: MultipartSpoolOptions): Spool {
  const { store, slots, createId, partBytes = defaultObjectLimits.partBytes } = options;
  return {
    recover: async () => undefined,
    // The store says when it is full.
    checkSpace: async () => undefined,
    async begin() {
      const release = await slots.acquire();
      if (release === undefined) throw tooMany();
      return createMultipartBody(store, `${stagingPrefix}${createId()}`, partBytes, release);
    },
  };
}

function tooMany(): ObjectStoreError {
  const detail = 'too many large uploads at once';
  return new ObjectStoreError({ code: 'TooManyUploads', detail, isTransient: true });
}

function createMultipartBody(
  store: MultipartSpoolOptions['store'],
  key: string,
  partBytes: number,
  release: () => void,
): SpooledBody {
  const tags: string[] = [];
  let part = new Uint8Array(partBytes);
  let filled = 0;
  let upload: StagedUpload | undefined;
  let state: 'open' | 'complete' | 'removed' = 'open';

  async function flush(): Promise<StagedUpload> {
    upload ??= { key, uploadId: await store.staging.begin(key) };
    tags.push(await store.staging.addPart(upload, tags.length + 1, part.subarray(0, filled)));
    filled = 0;
    return upload;
  }

  return {
    async write(bytes) {
      for (let taken = 0; taken < bytes.length; ) {
        if (filled === partBytes) await flush();
        const some = bytes.subarray(taken, taken + partBytes - filled);
        part.set(some, filled);
        filled += some.length;
        taken += some.length;
      }
    },
    async finish() {
      const sizeBytes = tags.length * partBytes + filled;
      if (upload === undefined) return inMemory(part.subarray(0, sizeBytes));
      // The last part is never empty: a full one is kept until more bytes come.
      await store.staging.complete(await flush(), tags);
      part = new Uint8Array();
      state = 'complete';
      return { sizeBytes, read: () => readStaged(store, key) };
    },
    async remove() {
      if (state === 'removed') return;
      const wasComplete = state === 'complete';
      state = 'removed';
      release();
      if (wasComplete) await store.staging.remove(key);
      else if (upload !== undefined) await store.staging.abort(upload);
    },
  };
}

function inMemory(bytes: Uint8Array): SpooledContent {
  return {
    sizeBytes: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}

async function* readStaged(
  store: Pick<ObjectStore, 'get'>,
  key: string,
): AsyncGenerator<Uint8Array> {
  const object = await store.get(key);
  if (object === undefined) {
    const detail = 'a staged body has vanished';
    throw new ObjectStoreError({ code: 'StagedBodyVanished', detail, isTransient: false });
  }
  try {
    yield* object.body;
  } catch (error) {
    if (error instanceof ObjectStoreError) throw error;
    const detail = describeError(error);
    throw new ObjectStoreError({ code: 'BodyBrokenOff', detail, isTransient: true });
  }
}
