import { expect, test } from 'vitest';
import { challenge } from '../../../../lib/http/challenge.ts';

test('a challenge is for Basic too only where a password would help', () => {
  expect(challenge('bearer')).toEqual({ 'WWW-Authenticate': 'Bearer realm="cockatiel"' });
  expect(challenge('basic-or-bearer')).toEqual({
    'WWW-Authenticate': 'Basic realm="cockatiel", charset="UTF-8", Bearer realm="cockatiel"',
  });
});
