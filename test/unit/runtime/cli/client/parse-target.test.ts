import { expect, test } from 'vitest';
import { parseTarget } from '../../../../../runtime/cli/client/parse-target.ts';

const name = `d e/a_13_${'a'.repeat(40)}.txt`;
const nodes = ['http://any:secret@a:8080/', 'https://b/media'];

test.each([
  name,
  `http://a:8080/${encodeURI(name)}`,
  `https://b/media/${encodeURI(name)}`,
  `https://b/media/${encodeURI(name)}?download`,
])('%s names the file', (word) => {
  expect(parseTarget(word, nodes).name).toBe(name);
});

test.each([
  ['a.txt', 'not the name of a stored file'],
  [`../${name}`, 'not the name of a stored file'],
  ['http://a:8080/a.txt', 'not the name of a stored file'],
  [`http://a:8081/${name}`, 'not the URL of a file at --node'],
  [`https://b/medias/${name}`, 'not the URL of a file at --node'],
  [`https://b/media/a//${name}`, 'empty segment'],
])('%s names none', (word, reason) => {
  expect(() => parseTarget(word, nodes)).toThrow(reason);
});
