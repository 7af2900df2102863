import { fingerprintBytes } from '../collections/fingerprint-list.ts';
import { type AppendFile, replaceAppendFile } from '../disk/append-file.ts';
import type { FileSystem } from '../host/file-system.ts';

const path = 'recorded';
/** A whole number of fingerprints. */
const chunkBytes = 32 * 1024 * fingerprintBytes;

/**
 * The file `recorded`: fingerprints of the uploads whose segments are gone, 8 bytes each. It only
 * spares work, so what is lost of it is no loss.
 */
export interface RecordedLog {
  /** Reads the file in pieces; a piece of a fingerprint at its end is left out. */
  read(): AsyncGenerator<Uint8Array>;
  /**
   * Appends fingerprints durably. The first time the file is written anew, of what it held only
   * what passes the filter.
   */
  append(bytes: Uint8Array, filter: (bytes: Uint8Array) => Uint8Array): Promise<void>;
  /** Removes the file. */
  remove(): Promise<void>;
  close(): Promise<void>;
}

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
  pieces: AsyncIterable<Uint8Array>,
  filter: (bytes: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield filter(piece);
}
