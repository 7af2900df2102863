import type { Config } from '../context.ts';
import { maxNameBytes } from '../names/stored-name.ts';

/** What the operator of a node without flags may decide. It has no peers. */
export type GivenConfig = Partial<Omit<Config, 'version' | 'peerUrls' | 'startedAtMs'>>;

/** What holds where nothing is decided: the same as on a node with a disk. */
export const defaultConfig = {
  publicUrl: '',
  maxSizeBytes: Infinity,
  maxNameBytes,
  maxDepth: 32,
  corsOrigins: [],
} as const satisfies GivenConfig;
