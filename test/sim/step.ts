import type { WindowFault } from './fault-kinds.ts';

/** How long clients and faults go on, in milliseconds. */
export const faultPhaseMs = 30_000;

/** How an upload is sent. */
export type UploadStyle =
  /** Only name and body. */
  | 'plain'
  /** With `X-Content-SHA1`, which tells bytes that were flipped on the way. */
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
  | { readonly what: 'status'; readonly node: number };

/** What the operator does. */
export type OperatorStep =
  | { readonly what: 'restart'; readonly node: number }
  | { readonly what: 'drop a peer'; readonly node: number; readonly other: number }
  | { readonly what: 'take a peer back'; readonly node: number; readonly other: number }
  | { readonly what: 'add a node' };

/** A fault that lasts a while, or strikes once at a time. */
export interface FaultStep {
  readonly what: WindowFault;
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
