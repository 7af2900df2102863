import { expect, it } from 'vitest';
import { errorCode, isDiskFull } from '../../../../lib/errors/error-code.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';

it.each([
  ['a system error', systemError('EIO', 'path'), 'EIO'],
  ['an error without a code', new Error('No code.'), undefined],
  ['an error with a number for a code', Object.assign(new Error(), { code: 7 }), undefined],
  ['something that is no error', { code: 'EIO' }, undefined],
  ['nothing', undefined, undefined],
])('the code of %s', (_what, error, expected) => {
  expect(errorCode(error)).toBe(expected);
});

it.each([
  ['ENOSPC', true],
  ['EDQUOT', true],
  ['EIO', false],
])('%s means a full disk: %s', (code, expected) => {
  expect(isDiskFull(systemError(code, 'path'))).toBe(expected);
});
