import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStoredName, stampName, unstampedSegment } from '../../../../lib/names/stored-name.ts';

const h = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

describe('a stamp goes before the last extension', () => {
  test.each([
    ['foo/bar/baz.html', `foo/bar/baz_13_${h}.html`],
    ['foo/bar/baz', `foo/bar/baz_13_${h}`],
    ['a.tar.gz', `a.tar_13_${h}.gz`],
    ['.bashrc', `.bashrc_13_${h}`],
    ['..bashrc', `..bashrc_13_${h}`],
    ['.config.json', `.config_13_${h}.json`],
    ['...', `..._13_${h}`],
    ['a.', `a_13_${h}.`],
    ['.a.', `.a_13_${h}.`],
    ['a..b', `a._13_${h}.b`],
    ['dir.d/name', `dir.d/name_13_${h}`],
    ['.d/.name', `.d/.name_13_${h}`],
    [' a .b ', ` a _13_${h}.b `],
    ['é', `é_13_${h}`],
    [`baz_13_${h}.html`, `baz_13_${h}_13_${h}.html`],
  ])('%s', (name, stamped) => {
    expect(stampName(name, 13, h)?.name).toBe(stamped);
  });
});

test.each([
  'foo/bar/baz.html',
  '.bashrc',
  '...',
  'a.',
  'a..b',
  '.d/.name',
  `baz_13_${h}.html`,
  'é',
])('a stamp on %s returns the parts of the stamped name', (name) => {
  const parts = stampName(name, 13, h);
  expect(parts).toBeDefined();
  expect(parts).toEqual(parseStoredName(parts?.name ?? ''));
});

test.each(['', '.', '..', '../a', '/a', 'a//b', 'a/', 'a\\b', 'a\n', 'a\ud800'])(
  'no request has the name %j, so it gets no stamp',
  (name) => {
    expect(stampName(name, 13, h)).toBeUndefined();
  },
);

describe('a stored name is parsed into its parts', () => {
  test.each([
    [`baz_13_${h}.html`, { directory: '', seconds: 13, extension: '.html' }],
    [`foo/bar/baz_13_${h}.html`, { directory: 'foo/bar', seconds: 13, extension: '.html' }],
    [`baz_0_${h}`, { directory: '', seconds: 0, extension: '' }],
    [`a.tar_1700000000_${h}.gz`, { directory: '', seconds: 1_700_000_000, extension: '.gz' }],
    [`.bashrc_13_${h}`, { directory: '', seconds: 13, extension: '' }],
    [`a_13_${h}.`, { directory: '', seconds: 13, extension: '.' }],
    [`a_12_${h}_13_${h}.b`, { directory: '', seconds: 13, extension: '.b' }],
    [`a__13_${h}`, { directory: '', seconds: 13, extension: '' }],
    [`a_999999999999999_${h}`, { directory: '', seconds: 999_999_999_999_999, extension: '' }],
    [`_dir/a_13_${h}`, { directory: '_dir', seconds: 13, extension: '' }],
    [`\u202egnp_13_${h}.exe`, { directory: '', seconds: 13, extension: '.exe' }],
  ])('%s', (name, parts) => {
    expect(parseStoredName(name)).toEqual({ name, sha1: h, ...parts });
  });
});

describe('a name without a whole stamp is no stored name', () => {
  test.each([
    [''],
    ['a'],
    ['a_b'],
    ['a.txt'],
    [h],
    [`_13_${h}`],
    [`dir/_13_${h}`],
    [`13_${h}`],
    [`a_${h}`],
    [`a__${h}`],
    [`a_x_${h}`],
    [`a_-1_${h}`],
    [`a_1.5_${h}`],
    [`a_1e3_${h}`],
    [`a_ 1_${h}`],
    [`a_١_${h}`],
    [`a_1000000000000000_${h}`],
    [`a_13_${h.slice(1)}`],
    [`a_13_${h}0`],
    [`a_13_${h.toUpperCase()}`],
    [`a_13_${h.replace('d', 'g')}`],
    [`a_13_${h}b`],
    [`a_13_${h}.b.c`],
    [`a_13_${h}/b`],
    [`a.b_13_${h}.c d.e`],
  ])('%j', (name) => {
    expect(parseStoredName(name)).toBeUndefined();
  });
});

describe('a stamped name that no request could ask for is no stored name', () => {
  test.each([
    [`../a_13_${h}`],
    [`a/../../b_13_${h}`],
    [`./a_13_${h}`],
    [`a/./b_13_${h}`],
    [`/etc/a_13_${h}`],
    [`//a_13_${h}`],
    [`a//b_13_${h}`],
    [`a\\b_13_${h}`],
    [`a\0_13_${h}`],
    [`a\n_13_${h}`],
    [`a_13_${h}.b\n`],
    [`a\u007f_13_${h}`],
    [`a\u0085_13_${h}`],
    [`a\ud800_13_${h}`],
    [`d\udc00/a_13_${h}`],
  ])('%j', (name) => {
    expect(parseStoredName(name)).toBeUndefined();
  });
});

describe('a name is measured in bytes after stamping', () => {
  const deep = (bytes: number): string => `${'d/'.repeat(480)}${'x'.repeat(bytes - 960)}`;

  test.each([
    ['203 bytes of base', 'x'.repeat(203), true],
    ['204 bytes of base', 'x'.repeat(204), false],
    ['203 bytes in two-byte characters', `${'é'.repeat(101)}x`, true],
    ['204 bytes in two-byte characters', 'é'.repeat(102), false],
    ['an extension that makes it 256', `${'x'.repeat(200)}.jpg`, false],
    ['a directory of 255 bytes', `${'d'.repeat(255)}/x`, true],
    ['a directory of 256 bytes', `${'d'.repeat(256)}/x`, false],
  ])('%s', (_, name, fits) => {
    expect(stampName(name, 1_700_000_000, h) !== undefined).toBe(fits);
  });

  test('1,024 bytes in all are a name, one more is none', () => {
    expect(stampName(deep(1024 - 44), 13, h)).toBeDefined();
    expect(stampName(deep(1024 - 43), 13, h)).toBeUndefined();
  });
});

describe('without its stamp a name is what its sender called the file', () => {
  test.each([
    [`cat_13_${h}.jpg`, 'cat.jpg'],
    [`a/b.c/cat_13_${h}`, 'cat'],
    [`a/b.c/.bashrc_13_${h}`, '.bashrc'],
    [`a.tar_13_${h}.gz`, 'a.tar.gz'],
    [`a_13_${h}.`, 'a.'],
    [`cat_0013_${h}.jpg`, 'cat.jpg'],
    [`cat_12_${h}_13_${h}.jpg`, `cat_12_${h}.jpg`],
    [`__1_${h}`, '_'],
    [`Кот 🐈_13_${h}.jpg`, 'Кот 🐈.jpg'],
    [`..._13_${h}.gz`, '....gz'],
    [`a/._13_${h}`, `._13_${h}`],
    [`a/.._13_${h}`, `.._13_${h}`],
    [`.._13_${h}.`, `.._13_${h}.`],
  ])('%s: %s', (name, segment) => {
    const stored = parseStoredName(name)?.name;
    expect(stored).toBeDefined();
    if (stored !== undefined) expect(unstampedSegment(stored)).toBe(segment);
  });
});

const segment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[/\\\p{Cc}\p{Cs}]|^\.{1,2}$/u.test(text));
const requestName = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'));
const sha1 = fc.stringMatching(/^[0-9a-f]{40}$/u);
const seconds = fc.integer({ min: 0, max: 999_999_999_999_999 });

test('a stamped name parses back to what was stamped', () => {
  fc.assert(
    fc.property(requestName, seconds, sha1, (name, time, hash) => {
      const stamped = stampName(name, time, hash);
      if (stamped === undefined) throw new Error('A short name does not fit.');
      const { directory, extension } = stamped;
      expect(parseStoredName(stamped.name)).toEqual(stamped);
      expect(stamped).toMatchObject({ seconds: time, sha1: hash });
      expect(stamped.name.replace(`_${time}_${hash}${extension}`, extension)).toBe(name);
      expect(stamped.name.lastIndexOf('/')).toBe(directory === '' ? -1 : directory.length);
    }),
  );
});

test('no stored name leads out of its directory', () => {
  const parts = fc.constantFrom('..', '.', '', 'a', '/', '\\', '\0', `a_1_${h}`, '\n', 'é');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), fc.constantFrom('/', ''), (list, joint) => {
      const name = `${list.join(joint)}_1_${h}`;
      const parsed = parseStoredName(name);
      if (parsed === undefined) return;
      expect(new URL(encodeURI(`http://node/${name}`)).pathname).toBe(encodeURI(`/${name}`));
      expect(parsed.name).toBe(name);
    }),
  );
});
