import { describe, expect, test } from 'vitest';
import { toLastingRefusal } from '../../../../lib/delivery/lasting-refusal.ts';

describe('a refusal lasts', () => {
  test.each([
    [400, 'The disk can not hold this name.', 'it responded 400: The disk can not hold this name.'],
    [400, undefined, 'it responded 400'],
    [413, 'The body is larger.', 'it responded 413: The body is larger.'],
    [
      413,
      undefined,
      'it responded 413: the file is larger than it, or a proxy in front of it, allows',
    ],
    [415, undefined, 'it responded 415'],
  ])('with %d and %j', (status, text, message) => {
    const response = { status, by: 'node', ...(text !== undefined && { text }) } as const;
    expect(toLastingRefusal(response)).toMatchObject({ status, message, kind: 'rejected' });
  });

  test.each([405, 413, 414, 431, 501])('with %d of a proxy, whose text is not shown', (status) => {
    const response = { status, by: 'unidentified', text: 'Bearer secret' } as const;
    const message = toLastingRefusal(response)?.message;
    expect(message).toMatch(/a proxy/u);
    expect(message).not.toContain('secret');
  });

  test.each([200, 302, 401, 403, 404, 408, 409, 416, 421, 425, 429, 500, 502, 503, 504, 507])(
    'not with %d',
    (status) => {
      expect(toLastingRefusal({ status, by: 'node' })).toBeUndefined();
    },
  );
});
