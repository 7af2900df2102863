import { expect, test } from 'vitest';
import { FinalError } from '../../../../../runtime/cli/client/final-error.ts';
import { readLocation } from '../../../../../runtime/cli/client/read-location.ts';

const sha1 = 'a'.repeat(40);
const other = 'b'.repeat(40);
const node = 'http://any:secret@node:8080/media/';

test.each<[location: string, sent: string, name: string, url: string]>([
  [`/a_13_${sha1}.txt`, 'a.txt', `a_13_${sha1}.txt`, `http://node:8080/media/a_13_${sha1}.txt`],
  [`/d%20e/a_1_${sha1}`, 'd e/a', `d e/a_1_${sha1}`, `http://node:8080/media/d%20e/a_1_${sha1}`],
  [
    `https://files.example.com/x/a_13_${sha1}.txt`,
    'a.txt',
    `a_13_${sha1}.txt`,
    `https://files.example.com/x/a_13_${sha1}.txt`,
  ],
  [
    `/a_13_${sha1}.txt`,
    `a_13_${sha1}.txt`,
    `a_13_${sha1}.txt`,
    `http://node:8080/media/a_13_${sha1}.txt`,
  ],
  [
    `/a_13_${sha1}_14_${sha1}.txt`,
    `a_13_${sha1}.txt`,
    `a_13_${sha1}_14_${sha1}.txt`,
    `http://node:8080/media/a_13_${sha1}_14_${sha1}.txt`,
  ],
  [
    `/b_1_${other}.d/a_13_${sha1}`,
    `b_1_${other}.d/a`,
    `b_1_${other}.d/a_13_${sha1}`,
    `http://node:8080/media/b_1_${other}.d/a_13_${sha1}`,
  ],
])('%s of "%s" names it', (location, sent, name, url) => {
  expect(readLocation(location, sent, sha1, node)).toEqual({ name, url });
});

test.each([
  [undefined, 'a.txt'],
  ['/', 'a.txt'],
  [`/a_13_${other}.txt`, 'a.txt'],
  [`/b_13_${sha1}.txt`, 'a.txt'],
  [`/a_13_${sha1}`, 'a.txt'],
  [`/a_13_${sha1}.txt.html`, 'a.txt'],
])('%s is no place of "%s"', (location, sent) => {
  expect(() => readLocation(location, sent, sha1, node)).toThrow(FinalError);
});
