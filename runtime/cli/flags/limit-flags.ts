import { maxNameBytes } from '../../../lib/names/stored-name.ts';
import { defaultOptions } from '../../node/default-options.ts';
import { defaultLimits } from '../../node/limits.ts';
import type { Flag } from './flag.ts';
import { formatSize, integer, size } from './setting-values.ts';

/**
 * The longest name takes a peer up to three characters a byte, in two headers; the minimum is more
 * than that.
 */
const headerBytes = { min: 8 * 1024, max: 1024 * 1024 };

/** Longer than the hour for which the most patient proxies keep a connection. */
const keepAliveSeconds = { min: 1, max: 24 * 60 * 60 };

/** Time and hash alone take 52 bytes. */
const nameBytes = { min: 64, max: maxNameBytes };

const hourMs = 60 * 60 * 1000;
/** A year. */
const uploadHours = { min: 1, max: 365 * 24 };

/** The flags that set a limit, in the order in which they are listed. */
export const limitFlags = {
  maxSize: {
    name: 'max-size',
    placeholder: 'bytes',
    parse: size(),
    defaultNote: 'no limit',
    help: 'Max size of an upload, such as 500M or 2G',
    section: 'Limits',
  },
  minFree: {
    name: 'min-free',
    placeholder: 'bytes',
    parse: size(),
    defaultNote: '1 % of it, max 1G',
    help: 'Free space to keep on each disk',
    section: 'Limits',
  },
  partialUploads: {
    name: 'partial-uploads',
    placeholder: 'hours',
    parse: (text: string, name: string) => integer(uploadHours)(text.replace(/h$/u, ''), name),
    default: String(defaultLimits.partialUploadAgeMs / hourMs),
    help: 'Hours to keep an unfinished resumable upload',
    section: 'Limits',
  },
  maxName: {
    name: 'max-name',
    placeholder: 'bytes',
    parse: size(nameBytes),
    default: String(defaultLimits.maxNameBytes),
    help: 'Max length of a stored name, with time and hash',
    section: 'Limits',
  },
  maxDepth: {
    name: 'max-depth',
    placeholder: 'n',
    parse: integer({ min: 1 }),
    default: String(defaultLimits.maxDepth),
    help: 'Max path segments of a stored name',
    section: 'Limits',
  },
  unknownDeletes: {
    name: 'unknown-deletes',
    placeholder: 'n',
    parse: integer({ min: 0 }),
    default: String(defaultLimits.unknownDeletesPerSecond),
    help: 'Max deletes per second of unknown names',
    section: 'Limits',
  },
  maxConnections: {
    name: 'max-connections',
    placeholder: 'n',
    parse: integer({ min: 1 }),
    default: String(defaultOptions.maxConnections),
    help: 'Max open connections',
    section: 'Limits',
  },
  maxRequests: {
    name: 'max-requests',
    placeholder: 'n',
    parse: integer({ min: 1 }),
    default: String(defaultLimits.maxRequests),
    help: 'Max concurrent requests',
    section: 'Limits',
  },
  maxHeaderSize: {
    name: 'max-header-size',
    placeholder: 'bytes',
    parse: size(headerBytes),
    default: formatSize(defaultLimits.maxHeaderBytes),
    help: 'Max size of the headers of a request',
    section: 'Limits',
  },
  idleTimeout: {
    name: 'idle-timeout',
    placeholder: 'seconds',
    parse: integer({ min: 1 }),
    default: String(defaultOptions.idleTimeoutMs / 1000),
    help: 'Seconds without data before a request is aborted',
    section: 'Limits',
  },
  keepAliveTimeout: {
    name: 'keep-alive-timeout',
    placeholder: 'n',
    parse: integer(keepAliveSeconds),
    default: String(defaultOptions.keepAliveTimeoutMs / 1000),
    help: 'Seconds before an idle connection is closed',
    section: 'Limits',
  },
  minRate: {
    name: 'min-rate',
    placeholder: 'bytes',
    parse: size(),
    default: formatSize(defaultLimits.minBytesPerSecond),
    help: 'Minimum upload speed, bytes per second',
    section: 'Limits',
  },
} as const satisfies Record<string, Flag>;
