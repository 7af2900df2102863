import { readFileSync } from 'node:fs';
import type { NodeProcess } from './start-process.ts';

/** What a node's process holds in memory (its resident set), in MiB. */
export function memoryUseMiB({ child }: NodeProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1]) / 1024;
}

/** The most memory that a process has had so far, in bytes. */
export function peakMemoryBytes(processId: number | undefined): number {
  const status = readFileSync(`/proc/${processId}/status`, 'latin1');
  return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1]) * 1024;
}
