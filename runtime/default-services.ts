import { createAccess, type HmacSha256, noSecrets, type Secrets } from '../lib/access/secrets.ts';
import type { Context } from '../lib/context.ts';
import type { Clock } from '../lib/host/clock.ts';
import type { CreateSha1 } from '../lib/host/hash.ts';
import type { Log, LogFields } from '../lib/host/log.ts';
import type { Timers } from '../lib/host/timers.ts';
import { nodeTimers } from './node/timers.ts';
import { version } from './node/version.ts';

/** What a host without a disk may bring; every option has a default. */
export interface ServiceOptions {
  /**
   * Who may do what. A role without secrets is open to everybody; an empty secret is an error, as
   * it is where an environment lacks the one that is read from there.
   */
  readonly secrets?: Partial<Secrets>;
  /** The time; that of the machine by default. The second of an upload becomes part of its name. */
  readonly clock?: Clock;
  /** By default warnings and errors go to `console.error`. */
  readonly log?: Log;
  /** An incremental SHA-1; that of `node:crypto` by default. */
  readonly createSha1?: CreateSha1;
  /** HMAC-SHA-256; that of `node:crypto` by default. */
  readonly hmacSha256?: HmacSha256;
}

/** The part of what a node is opened with that does not depend on where its files are. */
export interface Services {
  readonly access: Context['access'];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly createSha1: CreateSha1;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  readonly version: string;
}

/** Adds the defaults to what a host brings. Rejects with an `Error` where a secret is empty. */
export async function resolveServices(options: ServiceOptions): Promise<Services> {
  const { createSha1, hmacSha256 } = await resolveHashes(options);
  const secrets = { ...noSecrets, ...options.secrets };
  requireSecrets(secrets);
  return {
    access: createAccess(hmacSha256, randomBytes(32), secrets),
    clock: options.clock ?? { nowMs: () => Date.now() },
    timers: nodeTimers,
    log: options.log ?? consoleLog,
    createSha1,
    createId: () => toHex(randomBytes(8)),
    version,
  };
}

function requireSecrets(secrets: Secrets): void {
  for (const [role, own] of Object.entries(secrets)) {
    if (own.every((secret) => typeof secret === 'string' && secret !== '')) continue;
    throw new Error(`a secret of the role "${role}" is empty`);
  }
}

/** Loads Node's hashes only where they are needed: another host may not have them. */
async function resolveHashes({
  createSha1,
  hmacSha256,
}: ServiceOptions): Promise<{ createSha1: CreateSha1; hmacSha256: HmacSha256 }> {
  if (createSha1 !== undefined && hmacSha256 !== undefined) return { createSha1, hmacSha256 };
  const node = await import('./node/hash.ts');
  return {
    createSha1: createSha1 ?? node.createSha1,
    hmacSha256: hmacSha256 ?? node.hmacSha256,
  };
}

/** Writes warnings and errors to the console. */
export const consoleLog: Log = {
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
