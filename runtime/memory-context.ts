import { createAccess, type HmacSha256, type Secrets } from '../lib/access/secrets.ts';
import type { Context } from '../lib/context.ts';
import type { Clock } from '../lib/host/clock.ts';
import type { CreateSha1 } from '../lib/host/hash.ts';
import type { Log, LogFields } from '../lib/host/log.ts';
import { type MemoryNodeConfig, openMemoryNode } from '../lib/startup/open-memory-node.ts';
import { nodeTimers } from './node/timers.ts';
import { version } from './node/version.ts';

/** What a context in memory may be told; every option has a default. */
export interface MemoryContextOptions {
  /** What the operator decides, such as `publicUrl`, `maxSizeBytes` or `corsOrigins`. */
  readonly config?: MemoryNodeConfig;
  /** Who may do what; without secrets anybody may do anything. */
  readonly secrets?: Secrets;
  /** How many bytes all files together may take; 256 MiB by default. */
  readonly maxBytes?: number;
  /** The time; that of the machine by default. The second of an upload becomes part of its name. */
  readonly clock?: Clock;
  /** By default warnings and errors go to `console.error`. */
  readonly log?: Log;
  /** An incremental SHA-1; that of `node:crypto` by default. */
  readonly createSha1?: CreateSha1;
  /** HMAC-SHA-256; that of `node:crypto` by default. */
  readonly hmacSha256?: HmacSha256;
}

/**
 * Makes a context that works without a disk: `handle` stores, serves and deletes files in memory.
 * It is for the tests of an application and for trying things; its files are lost with the process.
 *
 * @example
 * const ctx = await createMemoryContext();
 * const request = new Request('http://node/hello.txt', { method: 'PUT', body: 'hello' });
 * const response = await handle(request, ctx); // 201, with the name in `Location`
 */
export async function createMemoryContext(options: MemoryContextOptions = {}): Promise<Context> {
  const { config, maxBytes, log = consoleLog } = options;
  const { createSha1, hmacSha256 } = await resolveHashes(options);
  const { ctx } = await openMemoryNode({
    access: createAccess(hmacSha256, randomBytes(32), options.secrets),
    clock: options.clock ?? { nowMs: () => Date.now() },
    timers: nodeTimers,
    log,
    createSha1,
    createId: () => toHex(randomBytes(8)),
    version,
    config,
    maxBytes,
  });
  return ctx;
}

/** Loads Node's hashes only where they are needed: another host may not have them. */
async function resolveHashes({
  createSha1,
  hmacSha256,
}: MemoryContextOptions): Promise<{ createSha1: CreateSha1; hmacSha256: HmacSha256 }> {
  if (createSha1 !== undefined && hmacSha256 !== undefined) return { createSha1, hmacSha256 };
  const node = await import('./node/hash.ts');
  return {
    createSha1: createSha1 ?? node.createSha1,
    hmacSha256: hmacSha256 ?? node.hmacSha256,
  };
}

const consoleLog: Log = {
  error: writeToConsole,
  warn: writeToConsole,
  debug: () => undefined,
};

function writeToConsole(message: string, fields: LogFields = {}): void {
  // biome-ignore lint/suspicious/noConsole: The one way to say something that every host has.
  console.error(message, fields);
}

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
