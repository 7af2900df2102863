import { type FileHandle, open } from 'node:fs/promises';
import type { PeerResponse } from '../../../lib/delivery/peer-link.ts';
import type { Hasher } from '../../../lib/host/hash.ts';
import { createSha1 } from '../../node/hash.ts';
import type { HttpBody } from '../../node/peers/http-request.ts';
import { checkStatus } from './check-status.ts';
import { FinalError, withoutNode } from './final-error.ts';
import type { FoundFile } from './find-files.ts';
import type { Nodes } from './nodes.ts';
import { readLocation, type StoredFile } from './read-location.ts';

const chunkBytes = 128 * 1024;

/**
 * Stores a file at one of the nodes, and returns where. `onBytes` gets how many bytes were sent,
 * and takes them back by a negative number where an attempt fails. Rejects with what went wrong.
 */
export async function sendFile(
  { path, name }: Pick<FoundFile, 'path' | 'name'>,
  nodes: Nodes,
  onBytes: (bytes: number) => void,
): Promise<StoredFile> {
  const handle = await withoutNode(() => open(path));
  try {
    const { size } = await withoutNode(() => handle.stat());
    return await nodes.ask(async (link, url) => {
      const reading = createReading(handle, size, onBytes);
      try {
        const response = await link.send({ method: 'PUT', name, body: reading.body });
        checkStored(response);
        return readLocation(response.location, name, reading.sha1.digest(), url);
      } catch (error) {
        onBytes(-reading.readBytes());
        throw reading.failure() ?? error;
      }
    });
  } finally {
    await handle.close();
  }
}

/** A 302 with the place of the file says that it is there already. */
function checkStored({ status, location, text }: PeerResponse): void {
  if (status !== 302 || location === undefined) checkStatus(status, text, 'write');
}

/** A file that is sent, so far. */
interface Reading {
  readonly body: HttpBody;
  /** That of what was read. */
  readonly sha1: Hasher;
  readBytes(): number;
  /** Why the file can't be read; that is no fault of a node. */
  failure(): FinalError | undefined;
}

/** Reads as much of a file as it had at first. */
function createReading(
  handle: FileHandle,
  sizeBytes: number,
  onBytes: (bytes: number) => void,
): Reading {
  const sha1 = createSha1();
  let readBytes = 0;
  let failure: FinalError | undefined;

  async function readChunk(): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafe(Math.min(sizeBytes - readBytes, chunkBytes));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, readBytes);
    if (bytesRead === 0) throw new FinalError('it became shorter while it was read');
    return buffer.subarray(0, bytesRead);
  }

  async function* readAll(): AsyncGenerator<Uint8Array> {
    while (readBytes < sizeBytes) {
      const chunk = await withoutNode(readChunk).catch((error: FinalError) => {
        failure = error;
        throw error;
      });
      sha1.update(chunk);
      readBytes += chunk.length;
      onBytes(chunk.length);
      yield chunk;
    }
  }

  return {
    body: { sizeBytes, read: async () => readAll() },
    sha1,
    readBytes: () => readBytes,
    failure: () => failure,
  };
}
