import { expect, test } from 'vitest';
import { createTransferReport } from '../../../../../runtime/cli/client/transfer-report.ts';
import type { DrawBar, Screen } from '../../../../../runtime/cli/offline/screen.ts';

function setUp({ isTerminal = true } = {}) {
  const lines: string[] = [];
  const state: { nowMs: number; bar: DrawBar | undefined } = { nowMs: 0, bar: undefined };
  const screen: Screen = {
    isTerminal,
    print: (line) => void lines.push(line),
    say: (line) => void lines.push(`! ${line}`),
    showBar(draw) {
      state.bar = draw;
    },
    removeBar() {
      state.bar = undefined;
    },
  };
  const report = createTransferReport({ screen, doneWord: 'stored', nowMs: () => state.nowMs });
  return { lines, state, report };
}

test('what fails is named in one line, and decides on the status', () => {
  const { lines, report } = setUp();
  report.noteDone('a');
  expect(report.status()).toBe(0);
  report.noteFailed('b\nc', new Error("EACCES: permission denied, open '/srv/b'"));
  expect(lines).toEqual(['a', '! b?c: EACCES: permission denied']);
  expect(report.status()).toBe(1);
});

test('the last line counts several files, on a terminal or where something failed', () => {
  const { lines, state, report } = setUp();
  report.noteDone();
  report.noteFailed('b', new Error('it is down'));
  report.noteBytes(2048);
  state.nowMs = 3000;
  report.finish(false);
  expect(lines.at(-1)).toBe('! 1 stored, 1 failed (2.0 KiB in 3 s)');
  expect(state.bar).toBeUndefined();
});

test('where all is plain there is no last line', () => {
  const single = setUp();
  single.report.noteDone('a');
  single.report.finish(false);
  expect(single.lines).toEqual(['a']);
  const quiet = setUp({ isTerminal: false });
  for (const name of ['a', 'b']) quiet.report.noteDone(name);
  quiet.report.finish(false);
  expect(quiet.lines).toEqual(['a', 'b']);
});

test('an interrupted run says so', () => {
  const { lines, report } = setUp({ isTerminal: false });
  report.finish(true);
  expect(lines).toEqual(['! interrupted; 0 stored (0 B in 0 s)']);
});

test('the bar shows bytes, and takes back those of an attempt that has failed', async () => {
  const { state, report } = setUp();
  report.noteBytes(100);
  expect(state.bar?.(60)).toBe('0 files, 100 B');
  report.expect(async () => ({ files: 2, bytes: 200 }));
  await expect.poll(() => state.bar?.(60)).toContain(' 50% ');
  report.noteBytes(-100);
  expect(state.bar?.(60)).toContain('0% ');
});
