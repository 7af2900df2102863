import type { WriteStream } from 'node:tty';

/** Makes the progress bar, of so many columns at most. */
export type DrawBar = (columns: number) => string;

/** Where a command prints: results on standard output, all else on standard error. */
export interface Screen {
  /** Whether standard error is a terminal, which has a bar. */
  readonly isTerminal: boolean;
  print(line: string): void;
  say(line: string): void;
  /** Shows a bar from now on, which is drawn again and again; only on a terminal. */
  showBar(draw: DrawBar): void;
  /** Removes the bar. */
  removeBar(): void;
}

const redrawMs = 200;
const defaultColumns = 80;

/** The two streams of this process. */
export function createScreen(): Screen {
  const { stdout, stderr } = process;
  const isTerminal = stderr.isTTY === true;
  let draw: DrawBar = () => '';
  let timer: NodeJS.Timeout | undefined;
  /** How many columns the bar takes now. */
  let shown = 0;

  /** Blanks and carriage returns are all that it takes: any terminal knows them. */
  function write(text: string): void {
    if (shown > 0 || text !== '') (stderr as WriteStream).write(`\r${text.padEnd(shown)}\r`);
    shown = text.length;
  }

  // A reader that has gone, or a full disk: what is printed would be lost.
  stdout.once('error', (error: Error) => {
    write('');
    stderr.write(`cockatiel: standard output can not be written (${error.message})\n`);
    process.exit(2);
  });

  return {
    isTerminal,
    print(line) {
      write('');
      stdout.write(`${line}\n`);
    },
    say(line) {
      write('');
      stderr.write(`cockatiel: ${line}\n`);
    },
    showBar(drawBar) {
      if (!isTerminal) return;
      draw = drawBar;
      // The last column stays free: some terminals begin a new line behind it.
      timer ??= setInterval(() => write(draw((stderr.columns ?? defaultColumns) - 1)), redrawMs);
      timer.unref();
    },
    removeBar() {
      clearInterval(timer);
      timer = undefined;
      write('');
    },
  };
}
