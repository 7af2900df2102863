import { expect, test } from 'vitest';
import { parseOffset } from '../../../../lib/http/upload-offset.ts';

test.each([
  ['0', { offset: 0 }],
  ['314572800', { offset: 314_572_800 }],
])('%s is an offset', (text, parsed) => {
  expect(parseOffset(text)).toEqual(parsed);
});

test.each([undefined, null, '', '-1', '1.5', '0x1', '1e3', 'x', '1, 1', '9999999999999999', ['1']])(
  '%j is none',
  (text) => {
    expect(parseOffset(text)).toEqual({});
  },
);
