import type { MemoryLimits } from '../../lib/limits/memory-limits.ts';
import type { PartialUploadLimits } from '../../lib/limits/partial-upload-limits.ts';
import type { BucketPlan } from './bucket-plan.ts';
import type { Situation } from './scenario-kinds.ts';

/** What a run is about beside its faults; see `scenarioKinds`. */
export interface Scenario {
  readonly situation: Situation | undefined;
  /** Whether the operator first lets the cluster alone with what is wrong, after the faults. */
  readonly mendsLate: boolean;
  /** The peers of each node once the operator has mended what is wrong. */
  readonly realPeers: Readonly<Record<string, readonly string[]>>;
  /** Nodes whose queue begins with a copy of another node's id. */
  readonly cloneOf: Readonly<Record<string, string>>;
  /** Windows of the program that are so small that the run exceeds them. */
  readonly windows: Partial<MemoryLimits> | undefined;
  /** No connection to this node brings it more of a body than this. */
  readonly linkCut: { readonly to: string; readonly afterBytes: number } | undefined;
  /** The node whose storage disk holds no more than what is live, from some time on. */
  readonly smallDisk: string | undefined;
  /** The bucket that nodes use, if there is one. */
  readonly bucket: BucketPlan | undefined;
  /** Limits to the resumable uploads of clients, if the run has any. */
  readonly partialUploads: Partial<PartialUploadLimits> | undefined;
}
