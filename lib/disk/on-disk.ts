import type { DiskHealth } from './node-health.ts';

/** Waits for a step whose failure says something about the disk. */
export async function onDisk<Result>(health: DiskHealth, step: Promise<Result>): Promise<Result> {
  try {
    return await step;
  } catch (error) {
    health.noteFault(error);
    throw error;
  }
}
