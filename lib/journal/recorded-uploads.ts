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
 * The uploads that this node has recorded, whether or not the record is still kept. Every peer has
 * them or will be sent them, so a copy that arrives again needs no record. A name is kept as its
 * fingerprint, in memory and in the file `recorded`.
 */
export interface RecordedUploads {
  /** Whether an upload of this name was recorded; wrong for a fingerprint that two names share. */
  has(name: StoredName): boolean;
  /** Adds an upload, also to the list of the segment that has its record. */
  add(name: StoredName | Uint8Array, segment: FingerprintList): void;
  /** Removes a name: it was deleted, or its file is missing and could not be sent to a peer. */
  remove(name: StoredName): void;
  /** Removes the uploads of a segment with unreadable records: any of them may be the lost one. */
  forget(segment: FingerprintList): void;
  /**
   * Saves the uploads of segments that are about to be dropped. A failure is logged; then they are
   * unknown after a restart.
   */
  keep(segments: readonly FingerprintList[]): Promise<void>;
  /** Removes all, also on disk: the journal with their records is lost. */
  clear(): Promise<void>;
  /** Closes the file. */
  close(): Promise<void>;
}

/** What the recorded uploads are opened with. */
export interface RecordedUploadsOptions {
  readonly files: FileSystem;
  readonly log: Log;
  /** Without peers nothing would ever be sent twice, so nothing is kept. */
  readonly hasPeers: boolean;
}

const encoder = new TextEncoder();

/** Reads the file `recorded`; the scan at the start then adds the uploads of the segments. */
export async function openRecordedUploads(
  options: RecordedUploadsOptions,
): Promise<RecordedUploads> {
  const { files, log, hasPeers } = options;
  const known = createFingerprintSet();
  const recordedLog = createRecordedLog(files);

  async function read(): Promise<void> {
    for await (const chunk of recordedLog.read()) {
      for (const fingerprint of readFingerprints(chunk)) known.add(fingerprint);
    }
  }

  /** Leaves out what was removed in the meantime. */
  function onlyKnown(bytes: Uint8Array): Uint8Array {
    const list = createFingerprintList();
    for (const fingerprint of readFingerprints(bytes)) {
      if (known.has(fingerprint)) list.push(fingerprint);
    }
    return list.bytes();
  }

  /** Does the work, or logs why it failed; returns whether it was done. */
  async function orLog(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      log.warn('the file "recorded" failed; some uploads may be sent to peers again', { error });
      return false;
    }
  }

  // A file that can't be read could not be rewritten either.
  if (hasPeers && !(await orLog(read))) await orLog(() => recordedLog.remove());
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
      await orLog(async () => {
        for (const segment of segments) {
          const bytes = onlyKnown(segment.bytes());
          if (bytes.length > 0) await recordedLog.append(bytes, onlyKnown);
        }
      });
    },
    async clear() {
      known.clear();
      await orLog(() => recordedLog.remove());
    },
    close: () => recordedLog.close(),
  };
}
