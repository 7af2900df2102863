import type { VolumeReport } from './volumes.ts';

/** What a node remembers of the last half an hour, and asks its peers, for who looks at it. */
export interface Monitor {
  /** What the peers say of themselves, by their URLs without secrets. It never rejects. */
  peers(): Promise<Readonly<Record<string, PeerView>>>;
  history(): History;
  /** The last warnings and errors of the log, oldest first. */
  warnings(): readonly LoggedLine[];
}

/** A peer, as this node sees it now. */
export interface PeerView {
  /** What it responds when it is asked for its status; `undefined` where it is not asked. */
  readonly response: 'status' | 'unreadable' | 'none' | undefined;
  /** Since when it does not respond, in Unix milliseconds; `null` while it does. */
  readonly downSinceMs: number | null;
  /** What it says of itself; `null` where that can't be read, or it is the Python version. */
  readonly node: NodeView | null;
}

/** The part of a node's `/_status` that is shown beside that of others. */
export interface NodeView {
  readonly id: string | null;
  readonly version: string | null;
  readonly files: number | null;
  readonly bytes: number | null;
  readonly tombstones: number | null;
  readonly digest: string | null;
  readonly notReady: string | null;
  readonly readOnlyReason: string | null;
  /** Why its object store fails. */
  readonly storeFailure: string | null;
  /** How many corrupt copies it keeps for want of an intact one. */
  readonly corrupt: number | null;
  readonly volumes: readonly VolumeReport[];
}

/** Samples, oldest first; all lists have the same length. */
export interface History {
  /** When each interval ended, in Unix seconds. */
  readonly times: readonly number[];
  /** How many files were accepted in the interval, from clients and peers. */
  readonly uploads: readonly number[];
  /** How many files were sent in the interval, whole or in part. */
  readonly downloads: readonly number[];
  readonly receivedBytesPerSecond: readonly number[];
  readonly sentBytesPerSecond: readonly number[];
  /** By the URLs of the peers, without secrets. */
  readonly peers: Readonly<Record<string, PeerHistory>>;
}

export interface PeerHistory {
  readonly pending: readonly number[];
  readonly oldestAgeSeconds: readonly number[];
}

/** A line of the log. */
export interface LoggedLine {
  /** In Unix milliseconds. */
  readonly atMs: number;
  readonly level: 'warn' | 'error';
  readonly text: string;
}
