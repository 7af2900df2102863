import { expect, test } from 'vitest';
import { copiedKinds, type FindingKinds } from '../../../../lib/maintenance/finding-kinds.ts';
import { createFileReport } from '../../../../runtime/cli/offline/file-report.ts';
import type { DrawBar, Screen } from '../../../../runtime/cli/offline/screen.ts';

type Kind = 'fine' | 'bad' | 'other';

/** A screen that keeps what is printed, and the bar. */
function createScreen(isTerminal = true) {
  const lines: string[] = [];
  const state: { nowMs: number; bar: DrawBar | undefined } = { nowMs: 0, bar: undefined };
  const screen: Screen = {
    isTerminal,
    print: (line) => void lines.push(line),
    say: () => undefined,
    showBar(draw) {
      state.bar = draw;
    },
    removeBar() {
      state.bar = undefined;
    },
  };
  return { lines, state, screen };
}

/** A report on a terminal, whose clock stands until it is turned. */
function setUp({ isVerbose = false, isTerminal = true } = {}) {
  const { lines, state, screen } = createScreen(isTerminal);
  const kinds = { all: ['fine', 'bad', 'other'], wrong: ['bad'], leftAlone: ['bad', 'other'] };
  const nowMs = (): number => state.nowMs;
  const report = createFileReport({ screen, kinds: kinds as FindingKinds<Kind>, isVerbose, nowMs });
  return { lines, state, report };
}

test('what is wrong is printed and counted, and decides on the status', () => {
  const { lines, report } = setUp();
  report.note({ kind: 'fine', path: 'a' });
  expect(report.status()).toBe(0);
  report.note({ kind: 'other', path: 'b' });
  report.note({ kind: 'bad', path: 'c' });
  expect(report.status()).toBe(1);
  expect(lines).toEqual(['bad\tc']);
  expect(report.storedFiles()).toBe(2);
});

test('the last line counts each kind that was seen, and says how much was read', () => {
  const { state, report } = setUp();
  expect(report.finish()).toBe('0 fine (0 B in 0 s)');
  for (const kind of ['bad', 'fine', 'fine', 'other'] as const) report.note({ kind, path: '' });
  report.noteBytes(1024);
  report.noteBytes(1024);
  state.nowMs = 3000;
  expect(report.finish()).toBe('2 fine, 1 bad, 1 other (2.0 KiB in 3 s)');
  expect(state.bar).toBeUndefined();
});

test.each([
  [1, '15 copied, 1 deletion, 1 deleted'],
  [3, '15 copied, 3 deletions, 3 deleted'],
])('what is counted as a noun has a plural (%d)', (count, list) => {
  const { screen } = createScreen();
  const options = { screen, kinds: copiedKinds, isVerbose: false, nowMs: () => 0 };
  const report = createFileReport(options);
  for (let file = 0; file < 15; file += 1) report.note({ kind: 'copied', path: '' });
  for (let name = 0; name < count; name += 1) {
    for (const kind of ['deletion', 'deleted'] as const) report.note({ kind, path: '' });
  }
  expect(report.finish()).toBe(`${list} (0 B in 0 s)`);
});

test('a reason has neither the path nor the call, and nothing breaks a line', () => {
  const { lines, report } = setUp({ isVerbose: true });
  const error = Object.assign(new Error("EACCES: permission denied, open '/srv/a'"), { code: '' });
  report.note({ kind: 'bad', path: 'a', error });
  report.note({ kind: 'bad', path: 'b', error: new Error('It is too long, and so on.') });
  report.note({ kind: 'other', path: 'c\n\u001b[2J\td' });
  expect(lines).toEqual([
    'bad\ta\tEACCES: permission denied',
    'bad\tb\tIt is too long, and so on.',
    'other\tc??[2J?d',
  ]);
});

test('the bar knows how many files there are once they are counted', async () => {
  const { state, report } = setUp();
  report.note({ kind: 'fine', path: 'a' });
  expect(state.bar?.(80)).toBe('1 files, 0 B');
  report.expect(async () => 4);
  await Promise.resolve();
  expect(state.bar?.(80)).toContain('25%');
  report.expect(() => Promise.reject(new Error('a directory can not be read')));
});

test('files are counted for a bar only, until the run is finished', async () => {
  const signals: AbortSignal[] = [];
  const count = async (signal: AbortSignal): Promise<number> => signals.push(signal);
  setUp({ isTerminal: false }).report.expect(count);
  expect(signals).toEqual([]);
  const { report } = setUp();
  report.expect(count);
  expect(signals[0]?.aborted).toBe(false);
  report.finish();
  expect(signals[0]?.aborted).toBe(true);
});
