import { expect, test } from 'vitest';
import { HttpError } from '../../../../lib/http/http-error.ts';

test('a rejection is an error with its response', () => {
  const error = new HttpError(416, 'The file has 3 bytes.', { 'Content-Range': 'bytes */3' });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'HttpError',
    status: 416,
    message: 'The file has 3 bytes.',
    headers: { 'Content-Range': 'bytes */3' },
  });
});

test('a rejection has no headers by default', () => {
  expect(new HttpError(400, 'The name is empty.').headers).toEqual({});
});
