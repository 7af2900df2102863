import type { WindowFault } from './fault-kinds.ts';

/** What happens to the disks of a node as a whole. */
export type DiskFault = 'wiped disks' | 'restored backup' | 'copied machine';
/** What somebody does to single files. */
export type FileFault = 'files removed by hand' | 'files added by hand';
/** Faults that belong to a situation: a seed draws them only with it. */
export type SituationFault =
  | 'unidentified server'
  | 'missing storage'
  | 'small disk'
  | DiskFault
  | FileFault;

/** How long clients and faults go on, in milliseconds. */
export const faultPhaseMs = 30_000;

/** How an upload is sent. */
export type UploadStyle =
  /** Only name and body. */
  | 'plain'
  /** With `X-Content-SHA1`, which detects bytes that were flipped on the way. */
  | 'hashed'
  /** With a hash that is not the body's. */
  | 'wrong hash'
  /** Under a stored name that is known already. */
  | 'stored name'
  /** Below such a name, as a thumbnail below its photo. */
  | 'derived';

export type ReadStyle = 'whole' | 'range' | 'condition' | 'head';

/** What a client does. Numbers choose among what there is at that time. */
export type ClientStep =
  | {
      readonly what: 'upload';
      readonly node: number;
      readonly base: number;
      readonly body: number;
      readonly style: UploadStyle;
    }
  | { readonly what: 'delete'; readonly node: number; readonly which: number }
  | {
      /** Of a name that an upload may get later. */
      readonly what: 'delete unborn';
      readonly node: number;
      readonly base: number;
      readonly body: number;
      readonly aheadSeconds: number;
    }
  | {
      readonly what: 'read';
      readonly node: number;
      readonly which: number;
      readonly style: ReadStyle;
    }
  | {
      /** Under a name of which a stored name is a directory. */
      readonly what: 'upload below';
      readonly node: number;
      readonly which: number;
      readonly body: number;
    }
  | {
      /** Of a file that has name and content for itself. */
      readonly what: 'upload one of many' | 'delete one of many';
      readonly node: number;
      readonly number: number;
    }
  | ResumableStep
  | { readonly what: 'status'; readonly node: number };

/** A whole upload that is sent in parts, and goes on after whatever breaks it off. */
export interface ResumableStep {
  readonly what: 'resumable upload';
  readonly node: number;
  /** It is the only one of its run with this number. */
  readonly number: number;
  /** Name and content that other uploads have, too; absent for its own. */
  readonly shared: { readonly base: number; readonly body: number } | undefined;
  /** Whether its client says only with the last part how large it is. */
  readonly isDeferred: boolean;
  /** The hash of the whole in its metadata. */
  readonly hash: 'none' | 'right' | 'wrong';
  /** How its client means it to end. */
  readonly ending: 'whole' | 'abandoned' | 'deleted';
}

/** What the operator does. */
export type OperatorStep =
  | { readonly what: 'restart'; readonly node: number }
  | { readonly what: 'drop a peer'; readonly node: number; readonly other: number }
  | { readonly what: 'take a peer back'; readonly node: number; readonly other: number }
  | { readonly what: 'add a node' }
  | {
      /** For so long, at least over one restart; nobody else need know the peer. */
      readonly what: 'leave out a peer' | 'take back under another URL';
      readonly node: number;
      readonly other: number;
      readonly forMs: number;
    }
  | { readonly what: 'rename a peer'; readonly node: number; readonly other: number };

/** A fault that lasts a while, or strikes once at a time. */
export interface FaultStep {
  readonly what: WindowFault | SituationFault;
  readonly node: number;
  readonly other: number;
  readonly forMs: number;
  /** How strong it is, from 0 to 1. */
  readonly strength: number;
}

/** Something that happens at a time of its own. */
export interface Step {
  /** Milliseconds since the run began. */
  readonly atMs: number;
  readonly does: ClientStep | OperatorStep | FaultStep;
}
