import { expect, test } from 'vitest';
import { upload } from '../support/http/client.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const text = 'Grüße, 你好, \u{1f600}';
const plain = 'text/plain; charset=utf-8';

/** The types of all that can be asked of a file, twice each: the second may come from memory. */
async function typesOf(url: string): Promise<Set<string | null>> {
  const types = new Set<string | null>();
  for (const headers of [{}, { Range: 'bytes=1-2' }, { 'If-None-Match': '*' }, {}]) {
    for (const method of ['GET', 'HEAD', 'GET']) {
      const response = await fetch(url, { method, headers });
      await response.arrayBuffer();
      types.add(response.headers.get('content-type'));
    }
  }
  return types;
}

test.each([
  ['a.txt', text, plain],
  ['a.md', text, 'text/markdown; charset=utf-8'],
  ['a.csv', `${'1,2\n'.repeat(200_000)}ü`, 'text/csv; charset=utf-8'],
  ['a.txt', 'ASCII', 'text/plain'],
  ['a.txt', Buffer.from('Gr\xfc\xdfe', 'latin1'), 'text/plain'],
  ['a.json', text, 'application/json'],
])('%s (%#) is of one type, before a restart and after it', async (name, body, type) => {
  const directory = await useTestDirectory();
  const first = await startTestNode([], directory);
  const path = await upload(first, name, body);
  expect(await typesOf(first.url + path)).toEqual(new Set([type]));
  await first.stop();
  const second = await startTestNode([], directory);
  expect(await typesOf(second.url + path)).toEqual(new Set([type]));
});

test('a large text is of its type again after a restart, once it was read whole', async () => {
  const directory = await useTestDirectory();
  const first = await startTestNode([], directory);
  const path = await upload(first, 'a.csv', `${'1,2\n'.repeat(1_000_000)}ü`);
  const type = 'text/csv; charset=utf-8';
  expect(await typesOf(first.url + path)).toEqual(new Set([type]));
  await first.stop();
  const second = await startTestNode([], directory);
  const head = await fetch(second.url + path, { method: 'HEAD' });
  expect(head.headers.get('content-type')).toBe('text/csv');
  await (await fetch(second.url + path)).arrayBuffer();
  expect(await typesOf(second.url + path)).toEqual(new Set([type]));
});

test('a text whose characters are cut between packets is UTF-8', async () => {
  const node = await startTestNode();
  const connection = await openRawConnection(node.port);
  await connection.send('PUT /a.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
  for (const byte of Buffer.from(text)) {
    await connection.send(
      Buffer.concat([Buffer.from('1\r\n'), Buffer.of(byte), Buffer.from('\r\n')]),
    );
  }
  await connection.send('0\r\n\r\n');
  const { headers } = await connection.nextResponse();
  const url = `${node.url}${headers.get('location')}`;
  expect(await typesOf(url)).toEqual(new Set([plain]));
  expect(await (await fetch(url)).text()).toBe(text);
});
