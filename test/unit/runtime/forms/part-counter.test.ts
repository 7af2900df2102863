import { describe, expect, test } from 'vitest';
import { createPartCounter } from '../../../../runtime/forms/part-counter.ts';

function count(text: string, size: number): number {
  const counter = createPartCounter('x-x');
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) counter.add(bytes.subarray(at, at + size));
  return counter.parts;
}

describe.each([1, 2, 3, 7, 8, 100])('in chunks of %i bytes there are as many parts', (size) => {
  test.each([
    [0, 'in nothing', ''],
    [0, 'in an empty form', '--x-x--\r\n'],
    [1, 'as begin', '--x-x\r\na\r\n--x-x--\r\n'],
    [1, 'behind what stands before the form', 'preamble --x-x\r\n--x-x\r\na\r\n--x-x--'],
    [2, 'in a form without an end', '--x-x\r\na\r\n--x-x\r\nb'],
    [2, 'with nothing in them', '--x-x\r\n--x-x\r\n--x-x--'],
    [2, 'where a dash follows', '--x-x\r\na\r\n--x-x-\r\nb\r\n--x-x--'],
    [1, 'before the end only', '--x-x\r\na\r\n--x-x--\r\n--x-x\r\nb\r\n--x-x--'],
    [1, 'whatever looks alike', '--x-x\r\n--x\r\n--x-\r\r\n--y\n--x-x \r\n--x-x--'],
  ])('%i: %s', (parts, _, text) => {
    expect(count(text, size)).toBe(parts);
  });
});
