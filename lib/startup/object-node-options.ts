import type { Config } from '../context.ts';
import type { TextCheck } from '../host/text-check.ts';
import type { ObjectLimits } from '../limits/object-limits.ts';
import { maxObjectBytes, type ObjectStore } from '../object-store/object-store.ts';
import type { Spool } from '../object-store/spool.ts';
import type { StoreFailures } from '../object-store/store-failures.ts';
import type { NodeSettings } from './open-node-options.ts';
import type { openPeers } from './open-peers.ts';

/**
 * What `openObjectNode` makes a node of: a bucket, and what else the host brings. Its limits are
 * `defaultObjectLimits` where none are given.
 */
export interface ObjectNodeOptions
  extends Omit<NodeSettings, 'forget' | 'forgetAfterMs'>,
    Partial<ObjectLimits> {
  readonly store: ObjectStore;
  /** Logs what the store fails at, over several attempts to open a node; its own by default. */
  readonly failures?: StoreFailures | undefined;
  /** Aborts when the node begins to stop: no request to the store is repeated from then on. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Where bodies are kept that are too large for memory; the bucket itself by default, which a host
   * without a disk needs.
   */
  readonly spool?: Spool | undefined;
  /** `portableTextCheck` unless given. */
  readonly textCheck?: TextCheck | undefined;
  /** An id that the node keeps, for who has it as a peer; another one at each start by default. */
  readonly nodeId?: string | undefined;
  /**
   * The peers that compare with it what they hold, and are sent what they lack; none by default.
   * With peers all names are listed at the start, and kept as an inventory.
   */
  readonly peerUrls?: readonly string[] | undefined;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  readonly config: Omit<Config, 'startedAtMs' | 'nodeId' | 'instance' | 'peerUrls'>;
  /** How old what an upload has left in the bucket gets, in milliseconds; a day by default. */
  readonly maxStagedAgeMs?: number | undefined;
}

/** The configuration of a node on a bucket: one without state is another one at each start. */
export function configOf({
  config,
  createId,
  nodeId = createId(),
  peerUrls = [],
}: ObjectNodeOptions): Parameters<typeof openPeers>[0]['config'] {
  const maxSizeBytes = Math.min(config.maxSizeBytes, maxObjectBytes);
  return { ...config, maxSizeBytes, peerUrls, nodeId, instance: createId() };
}
