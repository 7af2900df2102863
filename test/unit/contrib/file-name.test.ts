import { expect, test } from 'vitest';

test.for([
  ['cat.jpg', 'uploads/cat.jpg'],
  ['C:\\fakepath\\a b.txt', 'uploads/a b.txt'],
  ['../../etc/passwd', 'uploads/passwd'],
  ['a/', 'uploads/file'],
  ['..', 'uploads/file'],
  [undefined, 'uploads/file'],
  ['a\r\nb.txt', 'uploads/ab.txt'],
  ['.bashrc', 'uploads/.bashrc'],
  [`${'ü'.repeat(300)}.jpeg`, `uploads/${'ü'.repeat(99)}.jpeg`],
  ['🦜'.repeat(100), `uploads/${'🦜'.repeat(50)}`],
])('%o is called %o', async ([original, name]) => {
  const path = new URL('../../../contrib/javascript/file-name.mjs', import.meta.url).href;
  const { toFileName } = (await import(path)) as { toFileName(original?: string): string };
  expect(toFileName(original)).toBe(name);
});
