import { fingerprintBytes } from '../collections/fingerprint-list.ts';
import { type AppendFile, replaceAppendFile } from '../disk/append-file.ts';
import type { FileSystem } from '../host/file-system.ts';

const path = 'recorded';
/** A whole number of fingerprints. */
const chunkBytes = 32 * 1024 * fingerprintBytes;

/**
 * The file `recorded`: fingerprints of the uploads whose segments were dropped, 8 bytes each. It
 * only saves work: an upload that is lost from it is recorded and sent once more.
 */
export interface RecordedLog {
  /** Reads the file in chunks of whole fingerprints; a torn one at its end is left out. */
  read(): AsyncGenerator<Uint8Array>;
  /**
   * Appends fingerprints durably. The first call rewrites the file, and keeps of its old content
   * what the filter returns.
   */
  append(bytes: Uint8Array, filter: (bytes: Uint8Array) => Uint8Array): Promise<void>;
  /** Removes the file; the next append begins a new one. */
  remove(): Promise<void>;
  /** Closes the file; the next append rewrites it. */
  close(): Promise<void>;
}

/** Creates the log; no file is opened before it is needed. */
export function createRecordedLog(files: FileSystem): RecordedLog {
  let file: AppendFile | undefined;

  async function* read(): AsyncGenerator<Uint8Array> {
    const old = await files.open(path);
    if (old === undefined) return;
    try {
      for (let position = 0; ; position += chunkBytes) {
        const chunk = await old.read(position, chunkBytes);
        const whole = chunk.length - (chunk.length % fingerprintBytes);
        yield chunk.subarray(0, whole);
        if (chunk.length < chunkBytes) return;
      }
    } finally {
      await old.close();
    }
  }

  async function close(): Promise<void> {
    const open = file;
    file = undefined;
    await open?.close();
  }

  return {
    read,
    async append(bytes, filter) {
      if (file?.broken === true || (await file?.isInPlace()) === false) await close();
      file ??= await replaceAppendFile(files, path, filtered(read(), filter), 'private');
      await file.append(bytes);
    },
    async remove() {
      await close();
      await files.remove(path);
    },
    close,
  };
}

async function* filtered(
  chunks: AsyncIterable<Uint8Array>,
  filter: (bytes: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield filter(chunk);
}
