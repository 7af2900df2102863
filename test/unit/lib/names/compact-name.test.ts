import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromCompactName, toCompactName } from '../../../../lib/names/compact-name.ts';

it.each([
  ['ASCII', 'photo.jpg'],
  ['Latin-1', 'café.jpg'],
  ['a script of three bytes a character', '写真写真'],
  ['nothing', ''],
])('%s has no shorter form', (_what, name) => {
  expect(toCompactName(name)).toBeUndefined();
});

it('a long name with one character beyond Latin-1 takes a byte for each other one', () => {
  const name = `\uFEFF${'x'.repeat(1000)}`;
  const compact = toCompactName(name);
  expect(compact).toHaveLength(1003);
  expect(compact).not.toMatch(/[\u{100}-\u{10ffff}]/u);
});

it('a name is the same again after its compact form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const compact = toCompactName(name);
      if (compact !== undefined) expect(fromCompactName(compact)).toBe(name);
    }),
  );
});
