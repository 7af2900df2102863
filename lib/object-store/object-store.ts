/**
 * A bucket of an object store, with the calls that this program needs. Keys are stored names, or
 * lie below `.cockatiel/`. Each call is durable when it resolves.
 *
 * A name is a register: absent, then stored by `putIfAbsent`, then deleted by `markDeleted`, and
 * never absent again. So a name that was deleted is never stored again (I2), whatever other nodes
 * do at the same moment.
 *
 * Calls reject with an `ObjectStoreError` where the store can't be reached or refuses.
 */
export interface ObjectStore {
  /**
   * Stores an object under a key that is absent, and returns its version; `undefined`, and changes
   * nothing, where an object or a mark is there. The store decides that atomically.
   */
  putIfAbsent(key: string, body: ObjectBody, facts: ContentFacts): Promise<string | undefined>;
  /** Replaces an object if it is still of that version; else the same `undefined`. */
  replace(
    key: string,
    version: string,
    body: ObjectBody,
    facts: ContentFacts,
  ): Promise<string | undefined>;
  /** Puts the mark of a deletion in place of whatever is there: an empty object that says so. */
  markDeleted(key: string): Promise<void>;
  /**
   * Opens an object, or a range of it; `undefined` where nothing is there, or not the version of
   * the range. The caller reads the body or cancels it.
   */
  get(key: string, range?: ObjectRange): Promise<OpenObject | undefined>;
  /** What `get` says of an object, without its body. */
  head(key: string): Promise<ObjectInfo | undefined>;
  /** Lists the objects whose keys begin with a prefix, in the order of their keys, page by page. */
  list(prefix: string, page?: string): Promise<ObjectPage>;
  readonly staging: StagingStore;
}

/** The part of a store that only keys of staging are used with, below `stagingPrefix`. */
export interface StagingStore {
  /** Begins an upload in parts, and returns its id. */
  begin(key: string): Promise<string>;
  /** Uploads part `number`, from 1 on, and returns its tag. All but the last are equally long. */
  addPart(upload: StagedUpload, number: number, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Makes one object of the parts, whose tags are given in their order. */
  complete(upload: StagedUpload, tags: readonly string[]): Promise<void>;
  /** Drops an upload and its parts; nothing is done where there is none. */
  abort(upload: StagedUpload): Promise<void>;
  /** The uploads in parts that were begun and not ended; none where the store can't list them. */
  listUploads(prefix: string): Promise<readonly ListedUpload[]>;
  /** Removes an object; nothing is done where there is none. */
  remove(key: string): Promise<void>;
}

/** All keys of bodies that have no name yet. */
export const stagingPrefix = '.cockatiel/staging/';

/** A single request stores no more, on any store: 5 GiB. */
export const maxObjectBytes = 5 * 1024 ** 3;

/** The content of an object: in memory, or kept elsewhere until it has its name. */
export type ObjectBody = Uint8Array<ArrayBuffer> | SpooledContent;

/** A body that is not in memory. */
export interface SpooledContent {
  readonly sizeBytes: number;
  /**
   * Reads it from its beginning. May be called again: a request that fails is repeated. What it
   * rejects with, the call rejects with, and then nothing was stored.
   */
  read(): AsyncIterable<Uint8Array>;
}

/** The size of a body in bytes. */
export function sizeOfBody(body: ObjectBody): number {
  return body instanceof Uint8Array ? body.length : body.sizeBytes;
}

/** What is known of a content before it is stored. */
export interface ContentFacts {
  /** In lower-case hex. */
  readonly sha1: string;
  /** Whether it is a text beyond ASCII in UTF-8; absent where nobody has looked. */
  readonly isUtf8?: boolean | undefined;
}

/** What a store says of an object. */
export interface ObjectInfo {
  readonly sizeBytes: number;
  /** Its entity tag, without a meaning of its own. */
  readonly version: string;
  /** Whether it is the mark of a deletion. */
  readonly isDeleted: boolean;
  /** What was known of the content when it was stored. */
  readonly isUtf8: boolean | undefined;
}

/** An object whose body can be read, once. Its `sizeBytes` is that of the whole object. */
export interface OpenObject extends ObjectInfo {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** The bytes from `first` to `last`, both included, of one version of an object. */
export interface ObjectRange {
  readonly first: number;
  readonly last: number;
  readonly version: string;
}

/** At most a thousand objects. */
export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** What continues the list; absent at its end. */
  readonly next?: string | undefined;
}

/** An object as a list has it: whether it is a mark is not known. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** When it was stored, in Unix milliseconds. */
  readonly modifiedMs: number;
}

/** An upload in parts. */
export interface StagedUpload {
  readonly key: string;
  readonly uploadId: string;
}

/** An upload in parts that was found. */
export interface ListedUpload extends StagedUpload {
  /** When it was begun, in Unix milliseconds. */
  readonly begunMs: number;
}

/** All objects whose keys begin with a prefix. What changes meanwhile may be among them or not. */
export async function* listAll(
  store: Pick<ObjectStore, 'list'>,
  prefix: string,
): AsyncGenerator<ListedObject> {
  let page: string | undefined;
  do {
    const { objects, next } = await store.list(prefix, page);
    yield* objects;
    page = next;
  } while (page !== undefined);
}
