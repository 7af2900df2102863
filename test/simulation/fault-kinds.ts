/**
 * What can go wrong, with the range from which a seed draws its rate. A rate is the probability at
 * each occasion, or for what lasts a while (`windows`) how often it begins in a run.
 */
export const occasions = {
  'request lost': [0.01, 0.3],
  'reply lost': [0.01, 0.3],
  delay: [0.01, 0.2],
  duplicate: [0.01, 0.2],
  'body cut': [0.02, 0.3],
  'bytes flipped': [0.02, 0.3],
  'power cut': [0.0005, 0.01],
  kill: [0.0005, 0.01],
  EIO: [0.0005, 0.01],
  ENOSPC: [0.0005, 0.01],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export const windows = {
  'one-way cut': [1, 4],
  isolation: [1, 3],
  swizzle: [1, 2],
  'slow peer': [1, 3],
  'failing disk': [1, 2],
  'full disk': [1, 3],
  'clock jump': [1, 4],
  'bit rot': [1, 3],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** The same for a bucket, at each call of it: only runs that have one draw these. */
export const bucketOccasions = {
  /** It has done nothing. */
  'bucket: request lost': [0.01, 0.2],
  /** It has done what it should. */
  'bucket: response lost': [0.01, 0.2],
  /** It does so after the node has given up. */
  'bucket: request late': [0.005, 0.1],
  'bucket: slow': [0.01, 0.2],
  /** A 503. */
  'bucket: busy': [0.01, 0.3],
  /** A 409, likelier where others write under the same key at that moment. */
  'bucket: conflict': [0.01, 0.1],
  'bucket: download cut': [0.05, 0.5],
  /** The process that uploads a body in parts is killed. */
  'bucket: killed between parts': [0.02, 0.2],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export const bucketWindows = {
  'bucket away': [1, 2],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export type OccasionFault = keyof typeof occasions | keyof typeof bucketOccasions;
export type BucketWindow = keyof typeof bucketWindows;
export type WindowFault = keyof typeof windows | BucketWindow;
export type FaultKind = OccasionFault | WindowFault;

export const windowFaults = Object.keys(windows) as (keyof typeof windows)[];
export const faultKinds = [...Object.keys(occasions), ...windowFaults] as FaultKind[];
export const bucketFaults = Object.keys({ ...bucketOccasions, ...bucketWindows }) as FaultKind[];
