import { fetchRemote } from '../../../handlers/open-remote.ts';
import type { DiskNodeOptions } from '../../../lib/startup/disk-node-options.ts';
import { openDiskNode } from '../../../lib/startup/open-disk-node.ts';
import type { OpenNode } from '../../../lib/startup/open-node.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { settingsOf } from './node-settings.ts';

/** The directories of a node, with their locks and secrets. */
export type NodeDirectories = Pick<
  DiskNodeOptions,
  'storage' | 'queue' | 'lock' | 'wasStorageRemoved' | 'access'
>;

/**
 * Opens a node on two locked directories, with this machine's clock, hashing and randomness, and
 * begins to check its files.
 */
export async function openNodeContext(
  directories: NodeDirectories,
  options: ResolvedNodeOptions,
  peerUrls: readonly string[],
): Promise<OpenNode> {
  const { limits, forget } = options;
  const { config, ...settings } = settingsOf(options);
  const node = await openDiskNode({
    ...directories,
    ...settings,
    config: { ...config, peerUrls },
    acceptNewStorage: options.newStorage === true,
    forgetAfterMs: options.forgetAfterMs,
    minFreeBytes: limits.minFreeBytes,
    partialUploadLimits: { maxAgeMs: limits.partialUploadAgeMs },
    ...(forget !== undefined && { forget }),
  });
  node.scrub.start({
    periodMs: options.scrubPeriodMs,
    fetch: (name) => fetchRemote(name, node.ctx),
  });
  return node;
}
