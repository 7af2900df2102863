import { formatBytes, formatCount } from '../../../lib/monitor/format.ts';
import { formatElapsed } from './format-elapsed.ts';

/** How far a run over many files is. */
export interface Progress {
  readonly files: number;
  readonly bytes: number;
  /** How many files there are; `undefined` until they are counted. */
  readonly totalFiles: number | undefined;
  /** How many bytes they have, where that is known: then the bar shows bytes, not files. */
  readonly totalBytes?: number | undefined;
  readonly elapsedMs: number;
}

const widestBar = 30;
const narrowestBar = 5;
/** Before that it is too early to say how long the rest will take. */
const estimateAfterMs = 3000;

/** A progress bar in one line of at most so many columns; what does not fit is left out. */
export function formatProgress(progress: Progress, columns: number): string {
  const { files, bytes, totalFiles, totalBytes, elapsedMs } = progress;
  if (totalFiles === undefined) {
    return asManyAsFit([`${formatCount(files)} files`, formatBytes(bytes)], columns);
  }
  const done = totalBytes ? share(bytes, totalBytes) : share(files, totalFiles);
  const percent = `${Math.floor(done * 100)}%`.padStart(4);
  const total = formatCount(totalFiles);
  // The bar keeps its width while the number grows.
  const counts = `${formatCount(files).padStart(total.length)} of ${total} files`;
  const rest = formatRest(done, elapsedMs);
  const besideBar = columns - percent.length - '  []'.length;
  const size = totalBytes ? ` of ${formatBytes(totalBytes)}` : '';
  const texts = [counts, `${formatBytes(bytes)}${size}`, ...rest];
  const text = asManyAsFit(texts, besideBar - narrowestBar);
  const width = Math.max(Math.min(besideBar - text.length, widestBar), 0);
  const filled = Math.floor(done * width);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`;
  return `${percent} ${bar} ${text}`.slice(0, columns).trimEnd();
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.min(part / whole, 1);
}

/** How long the rest will take, if it can be said. */
function formatRest(done: number, elapsedMs: number): readonly string[] {
  if (elapsedMs < estimateAfterMs || done === 0 || done === 1) return [];
  return [`${formatElapsed((elapsedMs / done) * (1 - done))} left`];
}

/** As many of the parts as there are columns for. */
function asManyAsFit(parts: readonly string[], columns: number): string {
  const texts = parts.map((_, index) => parts.slice(0, index + 1).join(', '));
  return texts.findLast((text) => text.length <= columns) ?? '';
}
