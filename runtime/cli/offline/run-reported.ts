import type { FindingKinds } from '../../../lib/maintenance/finding-kinds.ts';
import { createFileReport, type FileReport } from './file-report.ts';
import { endBySignal, onInterrupt, type StopSignal } from './interrupts.ts';
import { createScreen } from './screen.ts';

/** A command that reports on files. */
export interface ReportedWork<Kind extends string> {
  readonly kinds: FindingKinds<Kind>;
  readonly isVerbose: boolean;
  /** What the last line begins with: where the work was done. */
  readonly place: string;
  run(report: FileReport<Kind>, signal: AbortSignal): Promise<void>;
  /** Called at the end, however that comes. */
  close(): Promise<void>;
}

/**
 * Does the work, and returns its exit status. A signal that interrupts it ends the process once
 * what is under way is done; a second one ends it at once.
 */
export async function runReported<Kind extends string>(work: ReportedWork<Kind>): Promise<number> {
  const { kinds, isVerbose, place } = work;
  const screen = createScreen();
  const nowMs = (): number => performance.now();
  const report = createFileReport({ screen, kinds, isVerbose, nowMs });
  const interrupt = new AbortController();
  let interruptedBy: StopSignal | undefined;
  onInterrupt((signal) => {
    interruptedBy = signal;
    interrupt.abort();
  });
  try {
    await work.run(report, interrupt.signal);
  } catch (error) {
    if (interruptedBy === undefined) throw error;
  } finally {
    await work.close();
    const state = interruptedBy === undefined ? '' : 'interrupted; ';
    screen.say(`${state}${place}: ${report.finish()}`);
  }
  if (interruptedBy !== undefined) endBySignal(interruptedBy);
  return report.status();
}
