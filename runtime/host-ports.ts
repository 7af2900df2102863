/*
 * What a host brings: a disk if it has one, time, hashes, a log, a network to the peers, and who
 * knows which secret. `cockatiel-server/core` exports all of it.
 */
export type { Access, Role } from '../lib/access/access.ts';
export type { HmacSha256, Secrets } from '../lib/access/secrets.ts';
export type {
  PeerBody,
  PeerDownload,
  PeerLink,
  PeerRead,
  PeerRequest,
  PeerResponse,
} from '../lib/delivery/peer-link.ts';
export type { TextStore } from '../lib/disk/text-store.ts';
export type { Clock } from '../lib/host/clock.ts';
export type { DiskSpace, FileHandle, FileStat, FileSystem } from '../lib/host/file-system.ts';
export type { CreateSha1, Hasher, HashText } from '../lib/host/hash.ts';
export type { Log, LogFields } from '../lib/host/log.ts';
export type { Retry } from '../lib/host/retry.ts';
export type { TextCheck } from '../lib/host/text-check.ts';
export type { Timers } from '../lib/host/timers.ts';
export type { Scrub, StartScrubOptions } from '../lib/scrub/scrub.ts';
