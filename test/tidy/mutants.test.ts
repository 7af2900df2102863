import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mutants } from '../mutation/mutants.mjs';

function sourceOf(file: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
}

describe('the list of mutants', () => {
  test.each(mutants)('has "$name" at one place of the program', ({ file, from, to }) => {
    expect(file).toMatch(/^(?:handlers|lib)\/(?:[a-z0-9-]+\/)?[a-z0-9-]+\.ts$/u);
    expect(sourceOf(file).split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  });

  test('names each of them once', () => {
    const names = mutants.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
