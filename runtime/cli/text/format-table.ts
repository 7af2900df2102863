import type { Tone } from '../../../lib/monitor/words.ts';

/** A cell of a table. */
export interface Cell {
  readonly text: string;
  /** Numbers stand on the right. */
  readonly isNumber?: boolean;
  /** How bad it is, for its colour. */
  readonly tone?: Tone;
}

const colours: Readonly<Record<Tone, number>> = { good: 32, busy: 33, bad: 31, idle: 36 };
const gap = '  ';

/** A table in columns as wide as they need to be; over numbers their head is on the right. */
export function formatTable(rows: readonly (readonly Cell[])[], hasColours: boolean): string {
  const count = Math.max(...rows.map(({ length }) => length));
  const columns = Array.from({ length: count }, (_, index) => rows.map((row) => row[index]));
  const widths = columns.map((cells) =>
    Math.max(...cells.map((cell) => (cell === undefined ? 0 : cell.text.length))),
  );
  const areNumbers = columns.map((cells) => cells.some((cell) => cell?.isNumber === true));
  const lines = rows.map((row) =>
    row
      .map(({ text, tone }, index) => {
        const width = widths[index] ?? 0;
        const padded = areNumbers[index] ? text.padStart(width) : text.padEnd(width);
        return hasColours && tone !== undefined ? colour(padded, text, tone) : padded;
      })
      .join(gap)
      .trimEnd(),
  );
  return lines.join('\n');
}

/** Colours the text, not the blanks beside it. */
function colour(padded: string, text: string, tone: Tone): string {
  return padded.replace(text, () => `\u001b[${colours[tone]}m${text}\u001b[0m`);
}
