import { describe, expect, it, test } from 'vitest';
import {
  createLineReader,
  readResponseBody,
  responseText,
} from '../../../../lib/delivery/response-body.ts';

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

test('the body of a status is passed on, and that of a page in its place is not', () => {
  const text = '{"queues":{}}';
  expect(readResponseBody('GET', 200, 'application/json', text)).toEqual({
    isStatus: true,
    content: text,
  });
  expect(readResponseBody('GET', 404, 'text/html', '<p>')).toEqual({ isStatus: false });
});

describe('a body in lines', () => {
  it('is passed on line by line, however it comes', () => {
    const lines: string[] = [];
    const read = createLineReader((line) => void lines.push(line));
    for (const text of ['', 'o', 'ne\ntw', 'o\n\nthree', '\nrest']) read(text);
    expect(lines).toEqual(['one', 'two', '', 'three']);
  });

  it('has no line without end, nor one that is too long', () => {
    const read = createLineReader(() => undefined);
    read('x'.repeat(4096));
    expect(() => read('x')).toThrow('a line of the response is too long');
    const other = createLineReader(() => undefined);
    expect(() => other(`${'x'.repeat(4097)}\n`)).toThrow('a line of the response is too long');
  });
});
