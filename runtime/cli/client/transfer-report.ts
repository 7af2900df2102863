import { formatBytes, formatCount } from '../../../lib/monitor/format.ts';
import type { Screen } from '../offline/screen.ts';
import { describeFailure } from '../text/describe-failure.ts';
import { formatElapsed } from '../text/format-elapsed.ts';
import { formatProgress } from '../text/format-progress.ts';
import { withoutControls } from '../text/without-controls.ts';

/** How much there is to do. */
export interface Totals {
  readonly files: number;
  /** `undefined` where that is known at the end only. */
  readonly bytes: number | undefined;
}

/** Counts what a command transfers, prints it, and draws the progress bar. */
export interface TransferReport {
  /** A negative number takes back what was noted of an attempt that has failed. */
  noteBytes(bytes: number): void;
  /** A file is done; the line, if there is one, is the result. */
  noteDone(line?: string): void;
  noteFailed(what: string, error: unknown): void;
  /** Has it counted what there is to do if there is a bar, which can do without. */
  expect(count: (signal: AbortSignal) => Promise<Totals>): void;
  /** Removes the bar, and says how it went where that is not plain to see. */
  finish(isInterrupted: boolean): void;
  /** 1 if something failed, else 0. */
  status(): number;
}

export interface TransferReportOptions {
  readonly screen: Screen;
  /** What is said of a file that is done, such as `stored`. */
  readonly doneWord: string;
  readonly nowMs: () => number;
}

/** Creates the report of a run that begins now. */
export function createTransferReport({
  screen,
  doneWord,
  nowMs,
}: TransferReportOptions): TransferReport {
  const startedAtMs = nowMs();
  const counting = new AbortController();
  let totals: Totals | undefined;
  let bytes = 0;
  let done = 0;
  let failed = 0;

  screen.showBar((columns) => {
    const elapsedMs = nowMs() - startedAtMs;
    const files = done + failed;
    const totalFiles = totals?.files;
    return formatProgress(
      { files, bytes, totalFiles, totalBytes: totals?.bytes, elapsedMs },
      columns,
    );
  });

  return {
    noteBytes(moved) {
      bytes += moved;
    },
    noteDone(line) {
      done += 1;
      if (line !== undefined) screen.print(line);
    },
    noteFailed(what, error) {
      failed += 1;
      screen.say(withoutControls(`${what}: ${describeFailure(error)}`));
    },
    expect(count) {
      if (!screen.isTerminal) return;
      const note = (counted: Totals): void => {
        totals = counted;
      };
      void count(counting.signal).then(note, () => undefined);
    },
    finish(isInterrupted) {
      counting.abort();
      screen.removeBar();
      const isPlain = done + failed < 2 || (failed === 0 && !screen.isTerminal);
      if (isPlain && !isInterrupted) return;
      const counts = [`${formatCount(done)} ${doneWord}`];
      if (failed > 0) counts.push(`${formatCount(failed)} failed`);
      const state = isInterrupted ? 'interrupted; ' : '';
      const time = formatElapsed(nowMs() - startedAtMs);
      screen.say(`${state}${counts.join(', ')} (${formatBytes(bytes)} in ${time})`);
    },
    status: () => (failed > 0 ? 1 : 0),
  };
}
