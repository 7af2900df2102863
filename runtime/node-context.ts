import type { Config, Log } from '../lib/context.ts';
import type { FileSystem } from '../lib/file-system.ts';
import { type NodeState, openNodeState } from '../lib/open-node-state.ts';
import { createSha1 } from './sha1.ts';

export interface NodeContextOptions {
  readonly storage: FileSystem;
  readonly queue: FileSystem;
  readonly config: Omit<Config, 'startedAtMs'>;
  readonly log: Log;
  /** Takes a directory for this process again, after it vanished and was made anew. */
  readonly claim: (directory: 'storage' | 'queue') => Promise<void>;
}

/** Opens a node's directories with this machine's clock and hashing. */
export function openNodeContext(options: NodeContextOptions): Promise<NodeState> {
  return openNodeState({ ...options, createSha1, clock: { nowMs: () => Date.now() } });
}
