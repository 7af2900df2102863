import { onTestFinished } from 'vitest';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import type { ScrubReport } from '../../../lib/scrub/report-scrub.ts';
import { createMemoryDisk, type MemoryDisk } from '../disk/memory-disk.ts';
import { nameOf } from '../disk/open-test-storage.ts';
import {
  createTestContext,
  type TestContext,
  type TestContextOptions,
} from './create-test-context.ts';
import { createManualTimers, type ManualTimers } from './manual-timers.ts';

/** A node whose files are checked as fast as the test lets time pass. */
export interface ScrubbedNode extends TestContext {
  readonly timers: ManualTimers;
  /** The names that were to be fetched from a peer. */
  readonly fetched: StoredName[];
  /** The numbers that were logged of each pass. */
  passes(): readonly unknown[];
  report(): ScrubReport;
}

/** In 32 ranges, each of a second. */
export const periodMs = 32_000;
/** A pass, and what the clock needs to get there. */
export const passMs = periodMs + 1500;

export interface TestScrubOptions extends TestContextOptions {
  readonly periodMs?: number;
  readonly fetch?: (name: StoredName, node: TestContext) => Promise<void>;
}

/** A disk with these contents, each as a file that was stored long ago. */
export function diskWith(contents: readonly string[]): MemoryDisk {
  const disk = createMemoryDisk();
  for (const content of contents) disk.write(fileOf(content), content);
  return disk;
}

/** The name of a file with that content. */
export function fileOf(content: string): StoredName {
  return nameOf('dir/file.txt', content);
}

/** Opens a node with these files, and starts its scrub. */
export async function startTestScrub(options: TestScrubOptions = {}): Promise<ScrubbedNode> {
  const clock = options.clock ?? { ms: 1_700_000_000_000 };
  const timers = createManualTimers(clock);
  const fetched: StoredName[] = [];
  const node = await createTestContext({ ...options, clock, timers });
  node.scrub.start({
    periodMs: options.periodMs ?? periodMs,
    async fetch(name) {
      fetched.push(name);
      await options.fetch?.(name, node);
    },
  });
  onTestFinished(() => node.scrub.stop());
  return {
    ...node,
    timers,
    fetched,
    passes: () =>
      node.logLines
        .filter(({ message }) => message === 'all stored files were checked')
        .map(({ level, fields }) => ({ level, ...fields })),
    report: () => node.ctx.scrub.report() as ScrubReport,
  };
}

/** The paths of all stored files. */
export function storedPaths({ storageDisk }: TestContext): readonly string[] {
  return storageDisk.paths().filter((path) => !path.startsWith('.'));
}

/** The paths of the stored files that are read from now on, in that order. */
export function watchReads({ storageDisk }: TestContext): string[] {
  const paths: string[] = [];
  storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'read' && !path.startsWith('.')) paths.push(path);
  };
  return paths;
}
