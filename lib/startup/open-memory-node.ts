import { createMemoryJournal } from '../journal/memory-journal.ts';
import { createMemoryStorage } from '../memory-storage/memory-storage.ts';
import { defaultConfig, type GivenConfig } from './default-config.ts';
import { type OpenNode, openNode } from './open-node.ts';
import type { NodeSettings } from './open-node-options.ts';

/** What a node in memory is made of. */
export interface MemoryNodeOptions extends Omit<NodeSettings, 'forget' | 'forgetAfterMs'> {
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  readonly version: string;
  readonly config?: GivenConfig | undefined;
  /** How many bytes all files together may take; 256 MiB by default. */
  readonly maxBytes?: number | undefined;
}

/**
 * Opens a node whose files and journal are in memory. It stores, serves and deletes as a node with
 * a disk does, and forgets everything with the process.
 */
export function openMemoryNode(options: MemoryNodeOptions): Promise<OpenNode> {
  const { createId, version, config, maxBytes, ...settings } = options;
  const { createSha1 } = settings;
  return openNode({
    ...settings,
    storage: createMemoryStorage({ createSha1, ...(maxBytes !== undefined && { maxBytes }) }),
    journal: createMemoryJournal(),
    config: {
      nodeId: createId(),
      instance: createId(),
      ...defaultConfig,
      ...config,
      version,
      peerUrls: [],
    },
  });
}
