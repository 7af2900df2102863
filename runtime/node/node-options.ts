import type { Secrets } from '../../lib/access/secrets.ts';
import type { Log } from '../../lib/host/log.ts';
import { requireMount } from '../../lib/names/mounted-path.ts';
import type { S3Credentials } from '../objects/s3-client.ts';
import { defaultOptions } from './default-options.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createLog } from './log/log.ts';

/**
 * What `startNode` takes. `storage` and `queue` are required, and every other option has the
 * default of its flag on the command line.
 */
export interface NodeOptions {
  /**
   * Directory for the stored files, made if it is missing; or a bucket of an object store, as
   * `s3://bucket/prefix?endpoint=…&region=…`.
   */
  readonly storage: string;
  /**
   * Directory for the journal and peer state; made if it is missing. Neither directory may contain
   * the other. With a bucket, bodies that are too large for memory wait here.
   */
  readonly queue: string;
  /** Address to listen on; `0.0.0.0` by default, which is every interface. */
  readonly host?: string;
  /** Port to listen on; 8080 by default, and 0 takes a free one. */
  readonly port?: number;
  /** Accepts a storage directory that the queue does not remember. */
  readonly newStorage?: boolean;
  /** Where clients reach this node, without a trailing slash; by default `Location` is a path. */
  readonly publicUrl?: string;
  /**
   * The path below which the node is served, such as `/files`: it begins with a slash, ends without
   * one, and is written as in a URL. The whole host by default.
   */
  readonly mount?: string;
  /** The URLs of the other nodes of the cluster; none by default. */
  readonly peerUrls?: readonly string[];
  /**
   * A bucket that is one more peer, as an `s3://` address: what the nodes store is sent there, and
   * what is missing here is read from there.
   */
  readonly behind?: string | undefined;
  /** The URLs of removed peers that are gone for good. */
  readonly forget?: readonly string[];
  /** How long what is pending for other removed peers is kept; 14 days by default. */
  readonly forgetAfterMs?: number;
  /** In which time every stored file is read and checked; 30 days by default, 0 for never. */
  readonly scrubPeriodMs?: number;
  /** How large an upload may be; `Infinity` by default. */
  readonly maxSizeBytes?: number;
  /** How many connections may be open at once; 4,096 by default. */
  readonly maxConnections?: number;
  /** Memory for responses to reads of small files; 64 MiB by default, 0 for none. */
  readonly cacheBytes?: number;
  /** How long a request may go without data before it is aborted; 60 s by default. */
  readonly idleTimeoutMs?: number;
  readonly limits?: Partial<Limits>;
  /** How long a body is waited for before its rate is judged; 30 s by default. */
  readonly rateWindowMs?: number;
  /** How long the head of a request may take; 30 s by default. */
  readonly headersTimeoutMs?: number;
  /** How long a connection may stay open between two requests; 65 s by default. */
  readonly keepAliveTimeoutMs?: number;
  /** How long the node serves on, not ready any more, when it is to stop; 0 by default. */
  readonly drainMs?: number;
  /** An HTTP proxy for connections to peers. */
  readonly proxy?: string | undefined;
  /** How many uploads, and as many deletes, are sent to one peer at once; 16 by default. */
  readonly concurrency?: number;
  /** Who may do what; without secrets anybody may do anything. */
  readonly secrets?: Secrets;
  /** The access key of an object store, asked for each request to it; needed with a bucket. */
  readonly objectCredentials?: () => S3Credentials;
  /** Origins whose pages may use this node from a browser, `*` for all; none by default. */
  readonly corsOrigins?: readonly string[];
  /**
   * Hosts that requests may name beside that of `publicUrl`, `*` for all. Where neither is given
   * every host may be named.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Addresses and CIDR blocks, such as `10.1.0.0/16`, of the proxies in front of this node, which
   * say in `X-Forwarded-For` where their client is. None by default: whoever reaches a node that
   * trusts all addresses may claim any.
   */
  readonly trustedProxies?: readonly string[];
  /** Whether writes are synced to the disk; `true` by default. Without, power loss loses files. */
  readonly fsync?: boolean;
  /**
   * Where the node logs. By default warnings and errors go to standard error, one JSON object per
   * line: standard output belongs to the application around the node, and in silence nobody would
   * hear of a failing disk.
   */
  readonly log?: Log;
  /** Whether every request is logged, too; not by default. */
  readonly verbose?: boolean;
}

/** The options of a node, with the defaults filled in. */
export type ResolvedNodeOptions = NodeOptions &
  Required<Pick<NodeOptions, keyof typeof defaultOptions | 'log' | 'fsync'>> &
  Required<Pick<NodeOptions, 'publicUrl' | 'peerUrls' | 'corsOrigins'>> & {
    readonly proxy: string | undefined;
    readonly limits: Limits;
  };

function defaultLog(verbose: boolean): Log {
  return createLog({ verbose, format: 'json', fileDescriptor: 2 });
}

/**
 * Fills in the defaults. An option that is `undefined` counts as not given. Throws an `Error` for a
 * mount that is no path, before anything is made.
 */
export function resolveNodeOptions(options: NodeOptions): ResolvedNodeOptions {
  requireMount(options.mount);
  const { log = defaultLog(options.verbose === true) } = options;
  return {
    ...defaultOptions,
    publicUrl: '',
    peerUrls: [],
    corsOrigins: [],
    fsync: true,
    proxy: undefined,
    ...withoutUndefined(options),
    log,
    limits: { ...defaultLimits, ...withoutUndefined(options.limits ?? {}) },
  };
}

function withoutUndefined<Options extends object>(options: Options): Options {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Options;
}
