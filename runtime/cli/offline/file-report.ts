import type { Finding } from '../../../lib/maintenance/finding.ts';
import type { FindingKinds } from '../../../lib/maintenance/finding-kinds.ts';
import { createTally } from '../../../lib/maintenance/tally.ts';
import { formatBytes, formatCount } from '../../../lib/monitor/format.ts';
import { describeFailure } from '../text/describe-failure.ts';
import { formatElapsed } from '../text/format-elapsed.ts';
import { formatProgress } from '../text/format-progress.ts';
import { withoutControls } from '../text/without-controls.ts';
import type { Screen } from './screen.ts';

/** Counts what a command finds, prints it, and draws the progress bar. */
export interface FileReport<Kind extends string> {
  note(finding: Finding<Kind>): void;
  noteBytes(bytes: number): void;
  /** Has the files counted if there is a bar, which can do without, until the run is finished. */
  expect(count: (signal: AbortSignal) => Promise<number>): void;
  /** How many stored files were found, of whichever kind. */
  storedFiles(): number;
  /** Removes the bar, and returns the last line. */
  finish(): string;
  /** 1 if something is wrong, else 0. */
  status(): number;
}

export interface FileReportOptions<Kind extends string> {
  readonly screen: Screen;
  readonly kinds: FindingKinds<Kind>;
  /** Whether files are printed, too, that are left alone because nothing is wrong. */
  readonly isVerbose: boolean;
  readonly nowMs: () => number;
}

/** Creates the report of a run that begins now. */
export function createFileReport<Kind extends string>({
  screen,
  kinds,
  isVerbose,
  nowMs,
}: FileReportOptions<Kind>): FileReport<Kind> {
  const tally = createTally(kinds);
  const printed = isVerbose ? kinds.leftAlone : kinds.wrong;
  const startedAtMs = nowMs();
  const counting = new AbortController();
  let bytes = 0;
  let totalFiles: number | undefined;

  screen.showBar((columns) => {
    const elapsedMs = nowMs() - startedAtMs;
    const files = tally.storedFiles();
    return formatProgress({ files, bytes, totalFiles, elapsedMs }, columns);
  });

  return {
    note(finding) {
      tally.add(finding);
      const { kind, path, error } = finding;
      if (!printed.includes(kind)) return;
      const reason = error === undefined ? [] : [describeFailure(error)];
      screen.print([kind, path, ...reason].map(withoutControls).join('\t'));
    },
    noteBytes(read) {
      bytes += read;
    },
    expect(count) {
      if (!screen.isTerminal) return;
      const noteTotal = (total: number): void => {
        totalFiles = total;
      };
      void count(counting.signal).then(noteTotal, () => undefined);
    },
    storedFiles: tally.storedFiles,
    finish() {
      counting.abort();
      screen.removeBar();
      const [first] = kinds.all;
      const seen = kinds.all.filter((kind) => kind === first || tally.countOf(kind) > 0);
      const list = seen.map((kind) => formatKind(kind, tally.countOf(kind))).join(', ');
      return `${list} (${formatBytes(bytes)} in ${formatElapsed(nowMs() - startedAtMs)})`;
    },
    status: () => (tally.isWrong() ? 1 : 0),
  };
}

/** All kinds but this one say what became of so many files. */
function formatKind(kind: string, count: number): string {
  const isPlural = kind === 'deletion' && count !== 1;
  return `${formatCount(count)} ${kind}${isPlural ? 's' : ''}`;
}
