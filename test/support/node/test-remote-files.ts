import type { ReadThroughLimits } from '../../../lib/limits/read-through-limits.ts';
import { defaultReadThroughLimits } from '../../../lib/limits/read-through-limits.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import type { StoreRemote } from '../../../lib/read-through/file-fetch.ts';
import { createRemoteFiles, type RemoteFiles } from '../../../lib/read-through/remote-files.ts';
import type { RemotePeer } from '../../../lib/read-through/remote-peer.ts';
import type { StoredFile } from '../../../lib/storage/stored-file.ts';
import { createSha1 } from '../../../runtime/node/hash.ts';
import { createManualTimers, type ManualTimers } from './manual-timers.ts';
import { sha1Of } from './sha1-of.ts';

/** Reading from peers, with a storage that a test fills. */
export interface TestRemoteFiles extends RemoteFiles {
  readonly clock: { ms: number };
  readonly timers: ManualTimers;
  readonly warnings: string[];
  /** What was stored. */
  readonly stored: Map<StoredName, Uint8Array<ArrayBuffer>>;
  /** Names of files that should be here. */
  readonly expected: Set<StoredName>;
  /** Stores a whole body, and compares its hash with the name. */
  readonly store: StoreRemote;
}

export function createTestRemoteFiles(
  peers: readonly RemotePeer[],
  limits: Partial<ReadThroughLimits> = {},
): TestRemoteFiles {
  const clock = { ms: 1_700_000_000_000 };
  const timers = createManualTimers(clock);
  const stored = new Map<StoredName, Uint8Array<ArrayBuffer>>();
  const expected = new Set<StoredName>();
  const warnings: string[] = [];
  const log = {
    error: () => undefined,
    warn: (message: string) => void warnings.push(message),
    debug: () => undefined,
  };
  const remote = createRemoteFiles({
    peers: () => peers,
    isExpected: (name) => expected.has(name),
    openStored: async (name) => openBytes(stored.get(name)),
    createSha1,
    clock: { nowMs: () => clock.ms },
    timers,
    log,
    limits: { ...defaultReadThroughLimits, ...limits },
  });
  return {
    ...remote,
    clock,
    timers,
    warnings,
    stored,
    expected,
    async store({ name, body }) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      const content = new Uint8Array(Buffer.concat(chunks));
      if (!name.includes(sha1Of(content))) return 'mismatch';
      stored.set(name, content);
      return 'stored';
    },
  };
}

function openBytes(bytes: Uint8Array<ArrayBuffer> | undefined): StoredFile | undefined {
  if (bytes === undefined) return undefined;
  return {
    sizeBytes: bytes.length,
    isUtf8: async () => false,
    readAll: async () => bytes,
    readRange: (first, last) => new Blob([bytes.slice(first, last + 1)]).stream() as never,
    close: async () => undefined,
  };
}

/** All that can be read of a file, as text. */
export async function textOf(file: StoredFile | undefined): Promise<string | undefined> {
  return file && (await new Response(await file.readAll()).text());
}

/** Reads chunks until so many bytes are there, or the end. */
export async function readBytes(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  bytes = Infinity,
): Promise<string> {
  let read = '';
  while (read.length < bytes) {
    const { done, value } = await reader.read();
    if (done) break;
    read += new TextDecoder().decode(value);
  }
  return read;
}

/** Begins to read a file that is sent in chunks. */
export async function readerOf(
  file: StoredFile | undefined,
): Promise<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>> {
  const stream = await file?.readAll();
  return (stream as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
}
