import type { Role } from '../../lib/access/access.ts';
import { peerKey, withoutUser } from '../../lib/delivery/peer-url.ts';
import type { Limits } from '../node/limits.ts';
import { withoutTrailingSlashes } from '../node/without-trailing-slashes.ts';
import { type LimitName, parseLimits } from './parse-limits.ts';
import {
  parseAllowedHost,
  parseDirectory,
  parseFile,
  parseHost,
  parseHttpUrl,
  parseInteger,
  parseOrigin,
  parseSize,
  parseSwitch,
} from './setting-values.ts';
import { UsageError } from './usage-error.ts';

/**
 * Raw values of the flags, as the command line or the environment gives them: the last one wins.
 */
export type RawSettings = Readonly<Record<SettingName, readonly string[] | undefined>>;

export type SettingName =
  | LimitName
  | 'host'
  | 'port'
  | 'storage'
  | 'queue'
  | 'newStorage'
  | 'url'
  | 'node'
  | 'forget'
  | 'forgetAfter'
  | 'proxy'
  | 'maxSize'
  | 'maxConnections'
  | 'cacheSize'
  | 'concurrency'
  | 'idleTimeout'
  | 'writeSecretFile'
  | 'clusterSecretFile'
  | 'readSecretFile'
  | 'corsOrigin'
  | 'allowedHost'
  | 'noFsync'
  | 'verbose';

/** What the flags mean, with the defaults filled in. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly storage: string;
  readonly queue: string;
  /** Whether a storage directory that the queue does not remember is meant. */
  readonly newStorage: boolean;
  readonly publicUrl: string;
  readonly peerUrls: readonly string[];
  /** Peers that were removed and are gone for good. */
  readonly forget: readonly string[];
  /** How long what is pending for other removed peers is kept. */
  readonly forgetAfterMs: number;
  readonly proxy: string | undefined;
  readonly maxSizeBytes: number;
  readonly maxConnections: number;
  /** How much memory answers to reads of small files may take; 0 for none. */
  readonly cacheBytes: number;
  /** Operations under way to one peer at once. */
  readonly concurrency: number;
  readonly idleTimeoutMs: number;
  readonly limits: Limits;
  /** Files of secrets; a role without one may have its secrets elsewhere, or none. */
  readonly secretFiles: Readonly<Record<Role, string | undefined>>;
  /** Origins whose pages may use this node from a browser; `*` for all of them. */
  readonly corsOrigins: readonly string[];
  /** Hosts that requests may name beside that of `publicUrl`; `*` for all of them. */
  readonly allowedHosts: readonly string[];
  readonly fsync: boolean;
  readonly verbose: boolean;
}

const maxPort = 65_535;
const days = { min: 0, max: 36_500 };
const dayMs = 24 * 60 * 60 * 1000;
const defaultCacheBytes = 64 * 1024 * 1024;

/** Checks every value; throws a `UsageError` for the first one that can't be meant. */
export function parseSettings(raw: RawSettings): Settings {
  const last = (name: SettingName): string | undefined => raw[name]?.at(-1);
  const publicUrl = parseHttpUrl('url', last('url'));
  const given = (raw.node ?? []).filter((url) => url !== '');
  const peerUrls = given.map((url) => parseHttpUrl('node', url));
  return {
    host: parseHost(last('host') ?? '0.0.0.0'),
    port: parseInteger('port', last('port') ?? '8080', { min: 0, max: maxPort }),
    storage: parseDirectory('storage', last('storage') ?? './data/storage'),
    queue: parseDirectory('queue', last('queue') ?? './data/queue'),
    newStorage: parseSwitch('new-storage', last('newStorage') ?? 'false'),
    publicUrl: withoutTrailingSlashes(publicUrl),
    peerUrls: oncePerPeer(peerUrls).filter((url) => !isSameUrl(url, publicUrl)),
    forget: parseForget(raw.forget ?? [], peerUrls),
    forgetAfterMs: parseInteger('forget-after', last('forgetAfter') ?? '14', days) * dayMs,
    proxy: parseHttpUrl('proxy', last('proxy')) || undefined,
    maxSizeBytes: parseSize('max-size', last('maxSize')) ?? Number.POSITIVE_INFINITY,
    cacheBytes: parseSize('cache-size', last('cacheSize')) ?? defaultCacheBytes,
    concurrency: parseInteger('concurrency', last('concurrency') ?? '16', { min: 1, max: 256 }),
    maxConnections: parseInteger('max-connections', last('maxConnections') ?? '4096', { min: 1 }),
    idleTimeoutMs: parseInteger('idle-timeout', last('idleTimeout') ?? '60', { min: 1 }) * 1000,
    limits: parseLimits(last),
    secretFiles: {
      write: parseFile('write-secret-file', last('writeSecretFile')),
      cluster: parseFile('cluster-secret-file', last('clusterSecretFile')),
      read: parseFile('read-secret-file', last('readSecretFile')),
    },
    allowedHosts: (raw.allowedHost ?? []).filter((text) => text !== '').map(parseAllowedHost),
    corsOrigins: (raw.corsOrigin ?? []).filter((text) => text !== '').map(parseOrigin),
    fsync: !parseSwitch('no-fsync', last('noFsync') ?? 'false'),
    verbose: parseSwitch('verbose', last('verbose') ?? 'false'),
  };
}

/** A node is remembered without its secret, so it can't be there with two. */
function oncePerPeer(urls: readonly string[]): readonly string[] {
  const unique = [...new Set(urls)];
  const keys = unique.map(peerKey);
  const again = unique.find((url, index) => keys.indexOf(peerKey(url)) !== index);
  if (again === undefined) return unique;
  throw new UsageError(`--node: "${withoutUser(again)}" is there twice, with different users`);
}

/** What is still a peer can't be gone. */
function parseForget(texts: readonly string[], peerUrls: readonly string[]): readonly string[] {
  const keys = new Set(peerUrls.map(peerKey));
  const urls = texts.filter((url) => url !== '').map((url) => parseHttpUrl('forget', url));
  const configured = urls.find((url) => keys.has(peerKey(url)));
  if (configured === undefined) return urls;
  throw new UsageError(`--forget: "${withoutUser(configured)}" is given as --node as well`);
}

function isSameUrl(one: string, other: string): boolean {
  return other !== '' && hrefOf(one) === hrefOf(other);
}

function hrefOf(url: string): string {
  return withoutTrailingSlashes(new URL(peerKey(url)).href);
}
