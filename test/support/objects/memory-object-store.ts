import { ObjectStoreError } from '../../../lib/errors/domain-errors.ts';
import {
  type ContentFacts,
  type ListedUpload,
  type ObjectBody,
  type ObjectInfo,
  type ObjectStore,
  type StagedUpload,
  stagingPrefix,
} from '../../../lib/object-store/object-store.ts';
import { sha1Of } from '../node/sha1-of.ts';
import { breakingStream, collect, join, transientError } from './object-bodies.ts';

/** An object in memory. */
interface MemoryObject extends Omit<ObjectInfo, 'sizeBytes'> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly modifiedMs: number;
}

/** What the next call of a kind comes to: done and then failed, or failed at once. */
export type Fault = 'before' | 'after';

/** A bucket in memory that any number of nodes use, and in which calls can be made to fail. */
export interface MemoryObjectStore extends ObjectStore {
  readonly objects: ReadonlyMap<string, MemoryObject>;
  readonly uploads: ReadonlyMap<string, ListedUpload>;
  /** How often each call was made. */
  readonly calls: Map<string, number>;
  nowMs: () => number;
  /** Puts an object there, as somebody else would. */
  plant(key: string, content: string | Uint8Array<ArrayBuffer>): void;
  /** Called before each call; what it throws, or says, is what the call comes to. */
  onCall: (operation: string, key: string) => Fault | undefined | Promise<Fault | undefined>;
  /** Breaks off every body that is read after so many bytes, once. */
  breakAfterBytes: number | undefined;
  /** Whether conditions are honoured; so by default. */
  honours: { absent: boolean; version: boolean };
}

const pageSize = 3;

export function createMemoryObjectStore(): MemoryObjectStore {
  const objects = new Map<string, MemoryObject>();
  const uploads = new Map<string, ListedUpload & { parts: Map<number, Uint8Array<ArrayBuffer>> }>();
  const calls = new Map<string, number>();
  let uploadCount = 0;

  async function call<Result>(operation: string, key: string, work: () => Result): Promise<Result> {
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    const fault = await store.onCall(operation, key);
    if (fault === 'before') throw transientError();
    const result = work();
    if (fault === 'after') throw transientError('ConnectionReset');
    return result;
  }

  function put(key: string, bytes: Uint8Array<ArrayBuffer>, about: Partial<ObjectInfo>): string {
    const version = `"${sha1Of(bytes)}"`;
    const modifiedMs = store.nowMs();
    const { isDeleted = false, isUtf8 } = about;
    objects.set(key, { bytes, version, isDeleted, isUtf8, modifiedMs });
    return version;
  }

  async function write(
    operation: string,
    key: string,
    body: ObjectBody,
    facts: ContentFacts,
    isAllowed: () => boolean,
  ): Promise<string | undefined> {
    const bytes = body instanceof Uint8Array ? body.slice() : await collect(body.read());
    if (sha1Of(bytes) !== facts.sha1) throw new Error('The content has another SHA-1.');
    return await call(operation, key, () => (isAllowed() ? put(key, bytes, facts) : undefined));
  }

  function infoOf({ bytes, version, isDeleted, isUtf8 }: MemoryObject): ObjectInfo {
    return { sizeBytes: bytes.length, version, isDeleted, isUtf8 };
  }

  function partsOf(upload: StagedUpload): Map<number, Uint8Array<ArrayBuffer>> {
    const found = uploads.get(upload.uploadId);
    if (found?.key !== upload.key || !upload.key.startsWith(stagingPrefix)) {
      throw new ObjectStoreError({ code: 'NoSuchUpload', detail: '', isTransient: false });
    }
    return found.parts;
  }

  const store: MemoryObjectStore = {
    objects,
    uploads,
    calls,
    nowMs: () => Date.now(),
    onCall: () => undefined,
    breakAfterBytes: undefined,
    honours: { absent: true, version: true },
    plant(key, content) {
      put(key, typeof content === 'string' ? new TextEncoder().encode(content) : content, {});
    },
    putIfAbsent: (key, body, facts) =>
      write('putIfAbsent', key, body, facts, () => !store.honours.absent || !objects.has(key)),
    replace: (key, version, body, facts) =>
      write('replace', key, body, facts, () => {
        return !store.honours.version || objects.get(key)?.version === version;
      }),
    markDeleted: (key) =>
      call('markDeleted', key, () => {
        put(key, new Uint8Array(), { isDeleted: true });
      }),
    get: (key, range) =>
      call('get', key, () => {
        const object = objects.get(key);
        if (object === undefined) return undefined;
        if (range !== undefined && object.version !== range.version) return undefined;
        const bytes = object.bytes.slice(range?.first ?? 0, (range?.last ?? Infinity) + 1);
        const body = breakingStream(bytes, store.breakAfterBytes);
        store.breakAfterBytes = undefined;
        return { ...infoOf(object), body };
      }),
    head: (key) =>
      call('head', key, () => {
        const object = objects.get(key);
        return object && infoOf(object);
      }),
    list: (prefix, page = '') =>
      call('list', prefix, () => {
        const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > page);
        const listed = keys.toSorted().slice(0, pageSize);
        const found = listed.map((key) => {
          const { bytes, modifiedMs } = objects.get(key) as MemoryObject;
          return { key, sizeBytes: bytes.length, modifiedMs };
        });
        return { objects: found, next: keys.length > pageSize ? listed.at(-1) : undefined };
      }),
    staging: {
      begin: (key) =>
        call('begin', key, () => {
          uploadCount += 1;
          const uploadId = String(uploadCount);
          uploads.set(uploadId, { key, uploadId, begunMs: store.nowMs(), parts: new Map() });
          return uploadId;
        }),
      addPart: (upload, number, bytes) =>
        call('addPart', upload.key, () => {
          partsOf(upload).set(number, bytes.slice());
          return `tag ${number}`;
        }),
      complete: (upload, tags) =>
        call('complete', upload.key, () => {
          const parts = tags.map((tag) => partsOf(upload).get(Number(tag.slice(4))));
          put(upload.key, join(parts as Uint8Array[]), {});
          uploads.delete(upload.uploadId);
        }),
      abort: (upload) => call('abort', upload.key, () => void uploads.delete(upload.uploadId)),
      listUploads: (prefix) =>
        call('listUploads', prefix, () =>
          [...uploads.values()].filter(({ key }) => key.startsWith(prefix)),
        ),
      remove: (key) =>
        call('remove', key, () => {
          if (!key.startsWith(stagingPrefix)) throw new Error('Only staged objects are removed.');
          objects.delete(key);
        }),
    },
  };
  return store;
}
