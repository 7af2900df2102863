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

export type OccasionFault = keyof typeof occasions;
export type WindowFault = keyof typeof windows;
export type FaultKind = OccasionFault | WindowFault;

export const occasionFaults = Object.keys(occasions) as OccasionFault[];
export const windowFaults = Object.keys(windows) as WindowFault[];
export const faultKinds: readonly FaultKind[] = [...occasionFaults, ...windowFaults];
