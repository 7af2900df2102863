import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { startNode } from '../../../runtime/node.ts';
import { patience } from '../patience.ts';
import { createTestDirectory } from '../process/start-process.ts';
import { checkCommonFacts } from './check-responses.ts';
import { openRawConnection, type RawBytes, type RawConnection } from './raw-request.ts';

/** A node with timeouts so short that a test can wait for them. */
export interface ImpatientNode {
  readonly storage: string;
  openConnection(): Promise<RawConnection>;
  /** Checks that this response arrives, and that the connection is closed. */
  expectEnd(connection: RawConnection, status: number): Promise<void>;
  /** Waits until no staged file is left; concurrent tests end their uploads too. */
  expectNothingStaged(): Promise<void>;
  close(): Promise<void>;
}

/** What a node waits for, in milliseconds; and the least rate of an upload, after the window. */
export interface Impatience {
  readonly idleTimeoutMs?: number;
  readonly keepAliveTimeoutMs?: number;
  readonly rateWindowMs?: number;
  readonly minBytesPerSecond?: number;
}

const silentLog = { error: fail, warn: failUnlessFull, debug: () => undefined };

/** Starts it in this process, because no flag sets such short timeouts. */
export async function startImpatientNode(given: Impatience = {}): Promise<ImpatientNode> {
  const { minBytesPerSecond = 100, ...times } = given;
  const directory = await createTestDirectory();
  const storage = join(directory.path, 'storage');
  const node = await startNode({
    ...{ idleTimeoutMs: 1000, headersTimeoutMs: 500, keepAliveTimeoutMs: 500 },
    ...{ rateWindowMs: 3000, ...times, limits: { minBytesPerSecond } },
    host: '127.0.0.1',
    port: 0,
    storage,
    queue: join(directory.path, 'queue'),
    publicUrl: '',
    peerUrls: [],
    proxy: undefined,
    concurrency: 16,
    maxSizeBytes: Infinity,
    maxConnections: 100,
    cacheBytes: 0,
    fsync: false,
    log: silentLog,
  });
  return {
    storage,
    openConnection: () => openRawConnection(Number(new URL(node.url).port)),
    async expectEnd(connection, status) {
      const response = await connection.nextResponse();
      expect(response.status).toBe(status);
      expect(response.headers.get('connection')).toBe('close');
      checkCommonFacts(response, directory.path);
      expect(await connection.rest()).toHaveLength(0);
    },
    expectNothingStaged: () =>
      vi.waitFor(async () => {
        expect(await readdir(join(storage, '.cockatiel', 'staging'))).toEqual([]);
      }, patience),
    async close() {
      await node.close();
      await directory.remove();
    },
  };
}

/** Sends a chunk every `intervalMs`, until there are no more or the connection is closed. */
export async function drip(
  connection: RawConnection,
  chunks: Iterable<RawBytes>,
  intervalMs: number,
): Promise<void> {
  const rest = chunks[Symbol.iterator]();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const { value, done } = rest.next();
      if (done !== true && !connection.isOver) return void connection.send(value);
      clearInterval(timer);
      resolve();
    }, intervalMs);
  });
}

/** A length that fits no disk is a warning. */
function failUnlessFull(message: string): void {
  if (message !== 'writes are refused: a disk has too little free space') fail(message);
}

function fail(message: string): never {
  throw new Error(`The node logged: ${message}`);
}
