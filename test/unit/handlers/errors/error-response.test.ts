import { describe, expect, test } from 'vitest';
import { errorResponse } from '../../../../handlers/errors/error-response.ts';
import {
  AlreadyArrivingError,
  ClientGoneError,
  InvalidNameError,
  NameConflictError,
  NoSpaceError,
  StorageMissingError,
  TooLargeError,
  WrongOffsetError,
} from '../../../../lib/errors/domain-errors.ts';
import { HttpError } from '../../../../lib/http/http-error.ts';

/** The response to an error, and what was logged of it. */
async function respondTo(error: unknown) {
  const logged: unknown[] = [];
  const drop = (): void => undefined;
  const log = {
    error: (_message: string, fields?: object) => void logged.push(fields),
    warn: drop,
    debug: drop,
  };
  const response = errorResponse(error, log);
  return {
    status: response.status,
    headers: response.headers,
    text: await response.text(),
    logged,
  };
}

function systemError(code: unknown): Error {
  return Object.assign(new Error(`${code}: /secret/path`), { code });
}

describe('a rejection has its own text in the response and is not logged', () => {
  test.each([
    [new HttpError(400, 'The name is empty.'), 400, 'The name is empty.\n'],
    [new HttpError(409, 'Zeichen: é'), 409, 'Zeichen: é\n'],
    [new InvalidNameError('The name is odd.'), 400, 'The name is odd.\n'],
    [new ClientGoneError('gone'), 408, 'gone\n'],
    [new NameConflictError('in the way'), 409, 'in the way\n'],
    [new TooLargeError('too large'), 413, 'too large\n'],
    [new NoSpaceError('full'), 507, 'full\n'],
    [new StorageMissingError('missing'), 503, 'missing\n'],
    [systemError('ENOSPC'), 507, 'The disk is full.\n'],
    [systemError('EDQUOT'), 507, 'The disk is full.\n'],
    [systemError('EMFILE'), 503, 'The server has too many files open.\n'],
    [systemError('ENFILE'), 503, 'The server has too many files open.\n'],
  ])('%s', async (error, status, text) => {
    expect(await respondTo(error)).toMatchObject({ status, text, logged: [] });
  });
});

describe('anything else is a bare 500 and is logged', () => {
  test.each([
    [systemError('EIO')],
    [systemError('EACCES')],
    [systemError('EROFS')],
    [systemError('EINVAL')],
    [systemError('EFBIG')],
    [systemError(28)],
    [systemError(undefined)],
    [new Error('/secret/path')],
    ['a string'],
    [undefined],
    [null],
    [{ status: 200, message: 'no error', code: 'ENOSPC' }],
  ])('%s', async (error) => {
    const expected = { status: 500, text: 'Internal server error.\n', logged: [{ error }] };
    expect(await respondTo(error)).toMatchObject(expected);
  });
});

test('an error is plain text of a known length that no cache keeps', async () => {
  const { headers } = await respondTo(new HttpError(400, 'é'));
  expect(Object.fromEntries(headers)).toEqual({
    'cache-control': 'no-store',
    'content-length': '3',
    'content-type': 'text/plain; charset=utf-8',
  });
});

test('a rejection has its own headers', async () => {
  const { headers } = await respondTo(new HttpError(405, 'Use GET.', { Allow: 'GET' }));
  expect(headers.get('allow')).toBe('GET');
  expect((await respondTo(systemError('EMFILE'))).headers.get('retry-after')).toBe('1');
});

test('a file that is arriving from elsewhere is rejected with the reason, so that a peer defers it', async () => {
  const { status, headers, logged } = await respondTo(new AlreadyArrivingError());
  expect({ status, logged }).toEqual({ status: 503, logged: [] });
  expect(headers.get('retry-after')).toBe('1');
  expect(headers.get('x-cockatiel-reason')).toBe('arriving');
});

test('a transfer that resumes at the wrong offset gets the right one', async () => {
  const { status, headers } = await respondTo(new WrongOffsetError(5));
  expect([status, headers.get('upload-offset')]).toEqual([416, '5']);
});
