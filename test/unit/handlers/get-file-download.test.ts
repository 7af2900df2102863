import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const content = 'hello world';
const sha1 = sha1Of(content);
const attachment = 'attachment; filename="a.html"';

/** A node that holds the content under this name, with its stamp. */
async function nodeWith(stem = 'a', extension = '.html') {
  const node = await createTestContext();
  const name = `dir/${stem}_1700000000_${sha1}${extension}`;
  node.storageDisk.write(name, content);
  return { ...node, path: `/${encodeURI(name)}` };
}

describe('a file is to be saved when `?download` asks for it', () => {
  test.each([
    ['?download'],
    ['?download='],
    ['?download=1'],
    ['?download=other.exe'],
    ['?download&download=other.exe'],
    ['?v=2&download'],
    ['?download&expires=1&signature=00'],
    ['?%64ownload'],
  ])('%s', async (query) => {
    const node = await nodeWith();
    const response = await send(node, 'GET', node.path + query);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(attachment);
    expect(await response.text()).toBe(content);
  });

  test.each([[''], ['?'], ['?v=download'], ['?downloads'], ['?Download'], ['?a?download']])(
    'and "%s" does not',
    async (query) => {
      const node = await nodeWith();
      const response = await send(node, 'GET', node.path + query);
      expect(response.headers.get('content-disposition')).toBeNull();
    },
  );

  test('and that adds one header, to any response about the file', async () => {
    const node = await nodeWith();
    for (const headers of [{}, { Range: 'bytes=2-4' }, { 'If-None-Match': '*' }]) {
      for (const method of ['GET', 'HEAD']) {
        const shown = await send(node, method, node.path, { headers });
        const saved = await send(node, method, `${node.path}?download`, { headers });
        expect(saved.status).toBe(shown.status);
        expect(Object.fromEntries(saved.headers)).toEqual({
          ...Object.fromEntries(shown.headers),
          'content-disposition': attachment,
        });
        await Promise.all([shown.body?.cancel(), saved.body?.cancel()]);
      }
    }
  });
});

describe('it is saved under the name it was sent with', () => {
  test.each([
    ['cat', '.jpg', 'filename="cat.jpg"'],
    ['cat', '', 'filename="cat"'],
    ['.bashrc', '', 'filename=".bashrc"'],
    ['a.tar', '.gz', 'filename="a.tar.gz"'],
    ['a "b"', '.txt', `filename="a _b_.txt"; filename*=UTF-8''a%20%22b%22.txt`],
    ['кот', '.jpg', `filename="___.jpg"; filename*=UTF-8''%D0%BA%D0%BE%D1%82.jpg`],
  ])('%s%s', async (stem, extension, parameters) => {
    const node = await nodeWith(stem, extension);
    const { headers } = await send(node, 'HEAD', `${node.path}?download`);
    expect(headers.get('content-disposition')).toBe(`attachment; ${parameters}`);
  });
});

test('an error is not a download', async () => {
  const node = await nodeWith();
  const responses = [
    await send(node, 'GET', `/absent_1_${sha1}?download`),
    await send(node, 'GET', `${node.path}?download`, { headers: { Range: 'bytes=99-' } }),
    await send(node, 'GET', `${node.path}?download`, { headers: { 'If-Match': '"x"' } }),
    await send(node, 'GET', '/_status?download'),
  ];
  expect(responses.map(({ status }) => status)).toEqual([404, 416, 412, 200]);
  for (const { headers } of responses) expect(headers.get('content-disposition')).toBeNull();
});
