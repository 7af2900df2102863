import { isIP } from 'node:net';
import { UsageError } from './usage-error.ts';

/**
 * Raw values of the flags, as the command line or the environment gives them: the last one wins.
 */
export type RawSettings = Readonly<Record<SettingName, readonly string[] | undefined>>;

export type SettingName =
  | 'host'
  | 'port'
  | 'storage'
  | 'queue'
  | 'url'
  | 'node'
  | 'proxy'
  | 'maxSize'
  | 'maxConnections'
  | 'cacheSize'
  | 'concurrency'
  | 'idleTimeout'
  | 'noFsync'
  | 'verbose';

/** What the flags mean, with the defaults filled in. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly storage: string;
  readonly queue: string;
  readonly publicUrl: string;
  readonly peerUrls: readonly string[];
  readonly proxy: string | undefined;
  readonly maxSizeBytes: number;
  readonly maxConnections: number;
  /** How much memory answers to reads of small files may take; 0 for none. */
  readonly cacheBytes: number;
  /** Operations under way to one peer at once. */
  readonly concurrency: number;
  readonly idleTimeoutMs: number;
  readonly fsync: boolean;
  readonly verbose: boolean;
}

const maxPort = 65_535;
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
    publicUrl: withoutSlash(publicUrl),
    peerUrls: [...new Set(peerUrls)].filter((url) => !isSameUrl(url, publicUrl)),
    proxy: parseHttpUrl('proxy', last('proxy')) || undefined,
    maxSizeBytes: parseSize('max-size', last('maxSize')) ?? Number.POSITIVE_INFINITY,
    cacheBytes: parseSize('cache-size', last('cacheSize')) ?? defaultCacheBytes,
    concurrency: parseInteger('concurrency', last('concurrency') ?? '16', { min: 1, max: 256 }),
    maxConnections: parseInteger('max-connections', last('maxConnections') ?? '4096', { min: 1 }),
    idleTimeoutMs: parseInteger('idle-timeout', last('idleTimeout') ?? '60', { min: 1 }) * 1000,
    fsync: !parseSwitch('no-fsync', last('noFsync') ?? 'false'),
    verbose: parseSwitch('verbose', last('verbose') ?? 'false'),
  };
}

function parseHost(text: string): string {
  if (isIP(text) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/iu.test(text)) return text;
  throw new UsageError(`--host: "${text}" is not an IP address or a host name`);
}

function parseInteger(flag: string, text: string, limits: { min: number; max?: number }): number {
  const { min, max = 2_147_483 } = limits;
  const value = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`--${flag}: "${text}" is not a whole number from ${min} to ${max}`);
}

function parseSize(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,12})([KMGT]?)$/iu.exec(text);
  const power = ['', 'K', 'M', 'G', 'T'].indexOf((match?.[2] ?? '').toUpperCase());
  const bytes = match === null ? Number.NaN : Number(match[1]) * 1024 ** power;
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new UsageError(`--${flag}: "${text}" is not a size in bytes, such as 1048576, 500K or 2G`);
}

function parseDirectory(flag: string, text: string): string {
  if (text !== '' && !text.includes('\0')) return text;
  throw new UsageError(`--${flag}: give the path of a directory`);
}

/** Absent and empty mean the same, as in the original. */
function parseHttpUrl(flag: string, text = ''): string {
  if (text === '') return '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Visible ASCII, and nothing that the parser would have to mend: it is used as it stands.
  const isHttp = /^https?:\/\/[^/][!-[\]-~]*$/iu.test(text);
  if (isHttp && url?.search === '' && url.hash === '') return text;
  throw new UsageError(
    `--${flag}: "${text}" is not an http or https URL such as http://10.1.1.2:8080`,
  );
}

function parseSwitch(flag: string, text: string): boolean {
  if (/^(?:1|true|yes|on)$/iu.test(text)) return true;
  if (/^(?:0|false|no|off|)$/iu.test(text)) return false;
  throw new UsageError(`--${flag}: "${text}" is neither true nor false`);
}

function isSameUrl(one: string, other: string): boolean {
  return other !== '' && withoutSlash(new URL(one).href) === withoutSlash(new URL(other).href);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/u, '');
}
