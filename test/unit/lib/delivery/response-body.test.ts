import { expect, test } from 'vitest';
import { responseText } from '../../../../lib/delivery/response-body.ts';

test.each<[contentType: string | undefined, body: string, text: string | undefined]>([
  ['text/plain', 'Too large.\n', 'Too large.'],
  ['Text/Plain; charset=utf-8', 'Zu groß.', 'Zu groß.'],
  ['text/plain', 'one\ntwo\n', 'one'],
  ['text/plain', '  a\t\u0000\u001B[31m\u202Eb\r\n', 'a [31m b'],
  ['text/plain', 'x'.repeat(1000), 'x'.repeat(200)],
  ['text/plain', '😀'.repeat(201), '😀'.repeat(200)],
  ['text/plain', '', undefined],
  ['text/plain', '\n', undefined],
  ['text/plaintext', 'a', undefined],
  ['text/html', '<html>413</html>', undefined],
  [undefined, 'a', undefined],
])('of %j and %j', (contentType, body, text) => {
  expect(responseText(contentType, body)).toBe(text);
});
