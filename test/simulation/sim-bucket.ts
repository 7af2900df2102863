import type { ObjectStore } from '../../lib/object-store/object-store.ts';
import { stagingPrefix } from '../../lib/object-store/object-store.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../support/objects/memory-object-store.ts';
import { createStoragePromises, type StoragePromises } from './storage-promises.ts';

/** The bucket of a run. It outlives all processes, and decides what happens under each key. */
export interface SimBucket {
  /** What was acknowledged of it, by whichever node. */
  readonly promises: StoragePromises;
  /** Does what it is asked to at once, and without faults. */
  readonly store: ObjectStore;
  /** The names of all files, sorted. */
  storedNames(): readonly string[];
  deletedNames(): readonly string[];
  /** What is under a key; `undefined` where there is nothing. */
  read(key: string): Uint8Array<ArrayBuffer> | undefined;
  isMark(key: string): boolean;
  /** Flips a bit of an object, so that nothing but the content shows it. */
  flip(key: string, index: number): void;
  /**
   * Puts the right bytes in the place of an object that was corrupted so, if it is still there: it
   * may be deleted although nobody has acknowledged that.
   */
  restore(key: string, bytes: Uint8Array<ArrayBuffer>): void;
  /** Whether that has ever been done. */
  readonly wasRestored: boolean;
  /** Which process has begun to write each key of staging. */
  readonly owners: Map<string, string>;
  /** How old what was begun under a key of staging is, in milliseconds; `Infinity` of nothing. */
  ageOf(key: string): number;
  /** What uploads have left that have no name: keys, and uploads in parts. */
  leftOvers(): readonly string[];
  /** Time passes for all that is in it. */
  age(byMs: number): void;
  /** Cuts nodes off; what it returns ends that. */
  takeAway(from: readonly string[]): () => void;
  isAwayFrom(node: string): boolean;
  /** Is there for everybody again. */
  heal(): void;
  /** Notes that something is written under a key, from now until what it returns is called. */
  beginWrite(key: string): () => void;
  /** How many others are written there at present. */
  writesUnder(key: string): number;
}

/** Creates an empty bucket with a clock of its own. */
export function createSimBucket(clockMs: () => number): SimBucket {
  const store = createMemoryObjectStore();
  let passedMs = 0;
  let wasRestored = false;
  const nowMs = (): number => clockMs() + passedMs;
  store.nowMs = nowMs;
  const writes = new Map<string, number>();
  let outages: { readonly from: readonly string[] }[] = [];

  function change(key: string, by: 1 | -1): void {
    writes.set(key, (writes.get(key) ?? 0) + by);
  }

  return {
    promises: createStoragePromises(),
    store,
    storedNames: () => namesIn(store, false),
    deletedNames: () => namesIn(store, true),
    read: (key) => store.objects.get(key)?.bytes,
    flip(key, index) {
      const bytes = store.objects.get(key)?.bytes;
      if (bytes !== undefined) bytes[index] = (bytes[index] ?? 0) ^ 1;
    },
    restore(key, bytes) {
      const object = store.objects.get(key);
      if (object?.isDeleted === false) object.bytes.set(bytes);
      wasRestored = true;
    },
    get wasRestored() {
      return wasRestored;
    },
    isMark: (key) => store.objects.get(key)?.isDeleted === true,
    owners: new Map(),
    ageOf(key) {
      const upload = [...store.uploads.values()].find((one) => one.key === key);
      const sinceMs = store.objects.get(key)?.modifiedMs ?? upload?.begunMs ?? -Infinity;
      return nowMs() - sinceMs;
    },
    leftOvers: () => [
      ...[...store.objects.keys()].filter(isStaged),
      ...[...store.uploads.values()].map(({ key }) => `parts of ${key}`),
    ],
    age(byMs) {
      passedMs += byMs;
    },
    takeAway(from) {
      const outage = { from };
      outages.push(outage);
      return () => {
        outages = outages.filter((other) => other !== outage);
      };
    },
    isAwayFrom: (node) => outages.some(({ from }) => from.includes(node)),
    heal() {
      outages = [];
    },
    beginWrite(key) {
      change(key, 1);
      return () => change(key, -1);
    },
    writesUnder: (key) => writes.get(key) ?? 0,
  };
}

function namesIn({ objects }: MemoryObjectStore, isDeleted: boolean): readonly string[] {
  const all = [...objects].filter(([key]) => !isStaged(key));
  return all.flatMap(([key, object]) => (object.isDeleted === isDeleted ? [key] : [])).sort();
}

function isStaged(key: string): boolean {
  return key.startsWith(stagingPrefix);
}
