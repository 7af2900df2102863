import { peerKey, withoutUser } from '../../lib/delivery/peer-url.ts';
import { withoutQuery } from '../../lib/names/without-query.ts';
import { defaultOptions } from '../node/default-options.ts';
import type { Limits } from '../node/limits.ts';
import type { LogFormat } from '../node/log/log.ts';
import { withoutTrailingSlashes } from '../node/without-trailing-slashes.ts';
import type { NodeOptions } from '../node.ts';
import { isS3Address } from '../objects/s3-address.ts';
import { allValues, type FlagValues, lastValue } from './flags/flag-values.ts';
import { serveFlags as flags } from './flags/serve-flags.ts';
import { UsageError } from './flags/usage-error.ts';
import type { SecretFiles } from './secrets/load-secrets.ts';

/** The options of a node that have no flag, or that more than a flag decides. */
type OptionsWithoutFlag =
  | 'secrets'
  | 'objectCredentials'
  | 'log'
  | 'limits'
  | 'mount'
  | 'rateWindowMs'
  | 'headersTimeoutMs';

/** What the flags of `cockatiel serve` mean: the options of a node, and where its secrets are. */
export interface Settings extends Required<Omit<NodeOptions, OptionsWithoutFlag>> {
  readonly limits: Limits;
  readonly secretFiles: SecretFiles;
  /** The file with the access key of an object store; its variables are read without one. */
  readonly objectSecretFile: string | undefined;
  /** How the log is written; by default text on a terminal and JSON elsewhere. */
  readonly logFormat: LogFormat | undefined;
}

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * 60 * 60 * 1000;

/** Checks every value; throws a `UsageError` for the first one that is not valid. */
export function parseSettings(values: FlagValues): Settings {
  const publicUrl = lastValue(values, flags.url) ?? '';
  const peerUrls = allValues(values, flags.node);
  const storage = lastValue(values, flags.storage);
  const behind = lastValue(values, flags.behind);
  if (isS3Address(storage) && (peerUrls.length > 0 || behind !== undefined)) {
    const flag = behind === undefined ? 'node' : 'behind';
    throw new UsageError(
      `--${flag}: a node on a bucket has no peers; the bucket itself replicates`,
    );
  }
  return {
    host: lastValue(values, flags.host),
    port: lastValue(values, flags.port),
    storage,
    queue: lastValue(values, flags.queue),
    newStorage: lastValue(values, flags.newStorage) ?? false,
    publicUrl: withoutTrailingSlashes(publicUrl),
    peerUrls: oncePerPeer(peerUrls).filter(
      (url) => !isSameUrl(url, publicUrl) && !isAddress(url, values),
    ),
    behind,
    forget: parseForget(
      values,
      behind === undefined ? peerUrls : [...peerUrls, withoutQuery(behind)],
    ),
    forgetAfterMs: lastValue(values, flags.forgetAfter) * dayMs,
    scrubPeriodMs: lastValue(values, flags.scrubDays) * dayMs,
    proxy: lastValue(values, flags.proxy) || undefined,
    maxSizeBytes: lastValue(values, flags.maxSize) ?? defaultOptions.maxSizeBytes,
    cacheBytes: lastValue(values, flags.cacheSize),
    concurrency: lastValue(values, flags.concurrency),
    maxConnections: lastValue(values, flags.maxConnections),
    idleTimeoutMs: lastValue(values, flags.idleTimeout) * 1000,
    keepAliveTimeoutMs: lastValue(values, flags.keepAliveTimeout) * 1000,
    drainMs: lastValue(values, flags.drainSeconds) * 1000,
    limits: parseLimits(values),
    secretFiles: {
      write: lastValue(values, flags.writeSecretFile),
      cluster: lastValue(values, flags.clusterSecretFile),
      read: lastValue(values, flags.readSecretFile),
      operator: lastValue(values, flags.operatorSecretFile),
    },
    objectSecretFile: lastValue(values, flags.objectSecretFile),
    allowedHosts: allValues(values, flags.allowedHost),
    corsOrigins: allValues(values, flags.corsOrigin),
    trustedProxies: allValues(values, flags.trustedProxy),
    fsync: lastValue(values, flags.noFsync) !== true,
    verbose: lastValue(values, flags.verbose) ?? false,
    logFormat: lastValue(values, flags.logFormat),
  };
}

function parseLimits(values: FlagValues): Limits {
  return {
    minFreeBytes: lastValue(values, flags.minFree),
    partialUploadAgeMs: lastValue(values, flags.partialUploads) * hourMs,
    maxRequests: lastValue(values, flags.maxRequests),
    maxHeaderBytes: lastValue(values, flags.maxHeaderSize),
    minBytesPerSecond: lastValue(values, flags.minRate),
    maxNameBytes: lastValue(values, flags.maxName),
    maxDepth: lastValue(values, flags.maxDepth),
    unknownDeletesPerSecond: lastValue(values, flags.unknownDeletes),
  };
}

/** A peer is identified by its URL without the secret, so it can't have two secrets. */
function oncePerPeer(urls: readonly string[]): readonly string[] {
  const unique = [...new Set(urls)];
  const keys = unique.map(peerKey);
  const again = unique.find((url, index) => keys.indexOf(peerKey(url)) !== index);
  if (again === undefined) return unique;
  throw new UsageError(`--node: "${withoutUser(again)}" is given twice, with different users`);
}

/** The removed peers. A URL that is still a peer's is a mistake. */
function parseForget(values: FlagValues, peerUrls: readonly string[]): readonly string[] {
  const keys = new Set(peerUrls.map(peerKey));
  const urls = allValues(values, flags.forget);
  const configured = urls.find((url) => keys.has(peerKey(url)));
  if (configured === undefined) return urls;
  const flag = isS3Address(configured) ? 'behind' : 'node';
  throw new UsageError(`--forget: "${withoutUser(configured)}" is also given as --${flag}`);
}

function isSameUrl(a: string, b: string): boolean {
  return b !== '' && hrefOf(a) === hrefOf(b);
}

/** Whether it is the URL of the address at which the node itself listens. */
function isAddress(url: string, values: FlagValues): boolean {
  const { protocol, hostname, port, pathname } = new URL(url);
  const host = lastValue(values, flags.host).toLowerCase();
  return (
    protocol === 'http:' &&
    pathname === '/' &&
    [host, `[${host}]`].includes(hostname) &&
    Number(port || 80) === lastValue(values, flags.port)
  );
}

function hrefOf(url: string): string {
  return withoutTrailingSlashes(new URL(peerKey(url)).href);
}
