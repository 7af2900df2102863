import { expect, it } from 'vitest';
import { maxLineBytes, readLines } from '../../../../lib/disk/read-lines.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { textOf } from '../../../support/disk/small-files.ts';

async function linesOf(content: string): Promise<[text: string, end: number, complete: boolean][]> {
  const disk = createMemoryDisk();
  disk.write('file', content);
  const lines: [string, number, boolean][] = [];
  for await (const { bytes, end, complete } of readLines(disk.mount(), 'file')) {
    lines.push([textOf(bytes), end, complete]);
  }
  expect(disk.openFileCount).toBe(0);
  return lines;
}

it.each([
  ['an empty file', '', []],
  ['one line', 'one\n', [['one', 4, true]]],
  [
    'empty lines',
    '\n\n',
    [
      ['', 1, true],
      ['', 2, true],
    ],
  ],
  [
    'a torn last line',
    'one\ntw',
    [
      ['one', 4, true],
      ['tw', 6, false],
    ],
  ],
] as const)('%s', async (_what, content, expected) => {
  expect(await linesOf(content)).toEqual(expected);
});

it('an absent file has no lines', async () => {
  const lines = readLines(createMemoryDisk().mount(), 'absent');
  expect(await lines.next()).toEqual({ done: true, value: undefined });
});

it('lines are complete wherever the chunks that are read end', async () => {
  const texts = Array.from({ length: 30_000 }, (_, index) => `line ${index}`);
  const lines = await linesOf(`${texts.join('\n')}\n`);
  expect(lines.map(([text]) => text)).toEqual(texts);
});

it('a line that is too long is cut, and the next one is complete', async () => {
  const lines = await linesOf(`${'x'.repeat(1_000_000)}\nnext\n${'y'.repeat(400_000)}`);
  expect(lines.map(([text, end, complete]) => [text.length, end, complete])).toEqual([
    [maxLineBytes, 1_000_001, true],
    [4, 1_000_006, true],
    [maxLineBytes, 1_400_006, false],
  ]);
});

it('a reader that stops early leaves no file open', async () => {
  const disk = createMemoryDisk();
  disk.write('file', 'one\ntwo\n');
  for await (const _line of readLines(disk.mount(), 'file')) break;
  expect(disk.openFileCount).toBe(0);
});
