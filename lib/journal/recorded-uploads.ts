import { fingerprintOf } from '../collections/fingerprint.ts';
import {
  createFingerprintList,
  type FingerprintList,
  readFingerprints,
} from '../collections/fingerprint-list.ts';
import { createFingerprintSet } from '../collections/fingerprint-set.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createRecordedLog } from './recorded-log.ts';

/**
 * The names whose upload this node has recorded, whether or not the record is still kept: every
 * peer has heard of them, or will. In memory and in the file `recorded` a name is a fingerprint.
 */
export interface RecordedUploads {
  has(name: StoredName): boolean;
  /** Notes a recorded upload, for good and in the list of the segment that has the record. */
  add(name: StoredName | Uint8Array, segment: FingerprintList): void;
  /** A deleted name is not asked for any more; of one without a file no peer could be told. */
  remove(name: StoredName): void;
  /** Of a segment with unreadable records nobody knows which uploads the peers will hear of. */
  forget(segment: FingerprintList): void;
  /**
   * Keeps the uploads of segments that are about to go. When that fails it is logged, and after a
   * restart they are unknown.
   */
  keep(segments: readonly FingerprintList[]): Promise<void>;
  /** Forgets all, also on disk: the journal is gone. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface RecordedUploadsOptions {
  readonly files: FileSystem;
  readonly log: Log;
  /** Without peers there is nobody to tell anything twice, and nothing is noted. */
  readonly hasPeers: boolean;
}

const encoder = new TextEncoder();

/** Opens the uploads whose segments are gone; the journal adds those of the segments it has. */
export async function openRecordedUploads(
  options: RecordedUploadsOptions,
): Promise<RecordedUploads> {
  const { files, log, hasPeers } = options;
  const known = createFingerprintSet();
  const recordedLog = createRecordedLog(files);

  async function read(): Promise<void> {
    for await (const piece of recordedLog.read()) {
      for (const fingerprint of readFingerprints(piece)) known.add(fingerprint);
    }
  }

  /** Leaves out what was deleted or forgotten in the meantime. */
  function onlyKnown(bytes: Uint8Array): Uint8Array {
    const list = createFingerprintList();
    for (const fingerprint of readFingerprints(bytes)) {
      if (known.has(fingerprint)) list.push(fingerprint);
    }
    return list.bytes();
  }

  /** Says whether it was done. */
  async function orForget(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const message = 'which uploads are recorded can not be kept; some may be told once more';
      log.warn(message, { error });
      return false;
    }
  }

  // What can't be read would stand in the way of what comes.
  if (hasPeers && !(await orForget(read))) await orForget(() => recordedLog.remove());
  return {
    has: (name) => known.has(fingerprintOf(encoder.encode(name))),
    add(name, segment) {
      if (!hasPeers) return;
      const bytes = typeof name === 'string' ? encoder.encode(name) : name;
      const fingerprint = fingerprintOf(bytes);
      known.add(fingerprint);
      segment.push(fingerprint);
    },
    remove: (name) => void known.delete(fingerprintOf(encoder.encode(name))),
    forget(segment) {
      for (const fingerprint of readFingerprints(segment.bytes())) known.delete(fingerprint);
    },
    async keep(segments) {
      await orForget(async () => {
        for (const segment of segments) {
          const bytes = onlyKnown(segment.bytes());
          if (bytes.length > 0) await recordedLog.append(bytes, onlyKnown);
        }
      });
    },
    async clear() {
      known.clear();
      await orForget(() => recordedLog.remove());
    },
    close: () => recordedLog.close(),
  };
}
