import { describe, expect, it, test } from 'vitest';
import {
  type BatchedOperation,
  type BatchedResponse,
  batchedOperation,
  decodeBatch,
  encodeBatch,
  encodeResponse,
  maxBatchOperations,
  maxLineBytes,
  parseResponse,
} from '../../../../lib/batches/batch-format.ts';
import { bytesOf, textOf } from '../../../support/disk/small-files.ts';

const operations: readonly BatchedOperation[] = [
  batchedOperation('PUT', 'dir/a b_1_0.txt', bytesOf('one\ntwo')),
  batchedOperation('OFFER', 'ü'),
  batchedOperation('PUT', 'empty'),
  batchedOperation('DELETE', 'gone'),
];

describe('a batch', () => {
  it('has a line for each operation, and the bytes of a file behind its line', () => {
    expect(textOf(encodeBatch(operations))).toBe(
      'PUT /dir/a%20b_1_0.txt 7\none\ntwoOFFER /%C3%BC\nPUT /empty 0\nDELETE /gone\n',
    );
  });

  it('is taken apart as it was put together', () => {
    const decoded = decodeBatch(encodeBatch(operations));
    expect(decoded?.map((one) => ({ ...one, bytes: textOf(one.bytes) }))).toEqual(
      operations.map((one) => ({ ...one, bytes: textOf(one.bytes) })),
    );
  });

  it('may be empty', () => {
    expect(decodeBatch(encodeBatch([]))).toEqual([]);
  });

  it('has a limited number of operations', () => {
    const many = Array.from({ length: maxBatchOperations }, () => batchedOperation('DELETE', 'a'));
    expect(decodeBatch(encodeBatch(many))).toHaveLength(maxBatchOperations);
    expect(decodeBatch(encodeBatch([...many, batchedOperation('DELETE', 'a')]))).toBeUndefined();
  });

  it('has lines of a limited length', () => {
    const longest = 'a'.repeat(maxLineBytes - 'DELETE /'.length);
    expect(decodeBatch(bytesOf(`DELETE /${longest}\n`))).toHaveLength(1);
    expect(decodeBatch(bytesOf(`DELETE /${longest}a\n`))).toBeUndefined();
  });

  test.each([
    'DELETE /a',
    'DELETE a\n',
    'DELETE /a b\n',
    'DELETE  /a\n',
    ' DELETE /a\n',
    'DELETE /a 0\n',
    'OFFER /a 0\n',
    'PUT /a\n',
    'PUT /a -1\n',
    'PUT /a 1e3\n',
    'PUT /a 4\nabc',
    'PUT /a 9999999999\n',
    'GET /a\n',
    'delete /a\n',
    'DELETE /a\r\n',
    '\n',
    'DELETE /a\n\n',
  ])('is malformed as %j', (text) => {
    expect(decodeBatch(bytesOf(text))).toBeUndefined();
  });
});

describe('a response', () => {
  test.each<BatchedResponse>([
    { at: 0, status: 201 },
    { at: 9, status: 503, reason: 'arriving', text: 'Retry "later".' },
    { at: 1, status: 404, offset: 0, text: 'ü' },
  ])('%j is one line', (response) => {
    const line = encodeResponse(response);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(parseResponse(line.trimEnd(), 10)).toEqual(response);
  });

  test.each([
    '',
    'x',
    '1',
    'null',
    '[]',
    '{}',
    '{"at":0}',
    '{"status":201}',
    '{"at":10,"status":201}',
    '{"at":-1,"status":201}',
    '{"at":0.5,"status":201}',
    '{"at":"0","status":201}',
    '{"at":0,"status":1000}',
    '{"at":0,"status":"201"}',
  ])('is none as %j', (line) => {
    expect(parseResponse(line, 10)).toBeUndefined();
  });

  it('says of a reason, an offset and a text only what they can be', () => {
    const odd = { at: 0, status: 400, reason: 1, offset: -1, text: [] };
    expect(parseResponse(JSON.stringify(odd), 1)).toEqual({ at: 0, status: 400 });
  });

  it('has a text that may be logged', () => {
    const { text } = parseResponse('{"at":0,"status":400,"text":"a\\u001b[31m\\nb"}', 1) ?? {};
    expect(text).toBe('a [31m');
  });
});
