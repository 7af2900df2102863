import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { replaceFlagTable } from '../../../../../runtime/cli/text/format-flag-table.ts';
import { formatManual } from '../../../../../runtime/cli/text/format-manual.ts';

const update = 'run `npm run docs`';

test('man/cockatiel.1 is what the declarations of the flags make it', () => {
  expect(readFileSync('man/cockatiel.1', 'utf8') === formatManual(), update).toBe(true);
});

test('docs/configuration.md has the table that the declarations of the flags make', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  expect(page === replaceFlagTable(page), update).toBe(true);
});

test('a page without a place for the table is refused', () => {
  expect(() => replaceFlagTable('# Configuration\n')).toThrow('flags: begin');
  expect(() => replaceFlagTable('<!-- flags: end -->\n<!-- flags: begin -->')).toThrow(
    'flags: end',
  );
});

test('what stands around the table stays as it is', () => {
  const page = 'before\n<!-- flags: begin -->\nold\n<!-- flags: end -->\nafter\n';
  const updated = replaceFlagTable(page);
  expect(updated).toMatch(
    /^before\n<!-- flags: begin -->\n\n### .*\n\n<!-- flags: end -->\nafter\n$/su,
  );
  expect(updated).not.toContain('old');
  expect(updated).not.toContain('COCKATIEL_HELP');
});

test('the man page renders without a warning', (ctx) => {
  // As plain text: without bold and italic.
  const plain = ['-c', '-b', '-o', '-u'].map((option) => `-P${option}`);
  const args = ['-ww', '-man', '-Tutf8', ...plain, 'man/cockatiel.1'];
  const { error, status, stdout, stderr } = spawnSync('groff', args, { encoding: 'utf8' });
  if (error !== undefined) return ctx.skip('groff is not installed');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const part of [
    '--unknown-deletes',
    'COCKATIEL_UNKNOWN_DELETES',
    'COCKATIEL SIGN',
    '--prefix',
  ]) {
    expect(stdout).toContain(part);
  }
});
