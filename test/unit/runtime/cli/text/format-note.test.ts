import { expect, test } from 'vitest';
import { formatNote } from '../../../../../runtime/cli/text/format-note.ts';

const sentence = 'Words of one to seven letters make up a text that is too long for one line.';

test('a paragraph is wrapped between words', () => {
  expect(formatNote({ title: '', paragraphs: [[sentence, 'So.']] })).toBe(
    '  Words of one to seven letters make up a text that is too long for one line.\n  So.',
  );
});

test('terms stand in a column of their own', () => {
  const terms = [
    ['a', 'First.'],
    ['longer', sentence, 'And more.'],
  ] as const;
  expect(formatNote({ title: '', terms })).toBe(
    [
      '  a       First.',
      '  longer  Words of one to seven letters make up a text that is too long for one',
      '          line. And more.',
    ].join('\n'),
  );
});

test('an example has its purpose above it, and all parts an empty line between them', () => {
  const examples = [['Do it:', 'cockatiel do']] as const;
  expect(formatNote({ title: '', paragraphs: [['One.'], ['Two.']], examples })).toBe(
    '  One.\n\n  Two.\n\n  Do it:\n    $ cockatiel do',
  );
});

test('a word that is longer than a line is kept whole', () => {
  const word = 'x'.repeat(90);
  expect(formatNote({ title: '', paragraphs: [[`${word} a`]] })).toBe(`  ${word}\n  a`);
});
