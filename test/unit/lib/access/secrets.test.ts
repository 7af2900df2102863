import { expect, test } from 'vitest';
import { createAccess, type Secrets, sign } from '../../../../lib/access/secrets.ts';
import { hmacSha256 } from '../../../../runtime/node/hash.ts';

const secrets: Secrets = { read: [], write: ['old', 'new'], cluster: ['other'] };

function open() {
  const compared: string[] = [];
  const key = new Uint8Array(32).fill(7);
  const access = createAccess(
    (withKey, message) => {
      if (withKey === key) compared.push(new TextDecoder().decode(message));
      return hmacSha256(withKey, message);
    },
    key,
    secrets,
  );
  return { access, compared };
}

test('each secret of a role is good, and no other', () => {
  const { access } = open();
  expect(
    ['old', 'new', 'other', 'ol', 'oldnew', ''].map((it) => access.isSecret('write', it)),
  ).toEqual([true, true, false, false, false, false]);
  expect(access.isSecret('read', '')).toBe(false);
  expect(access.isRestricted('read')).toBe(false);
  expect(access.isRestricted('write')).toBe(true);
});

test('a guess is hashed under the key of the process, and compared with all secrets', () => {
  const { access, compared } = open();
  expect(compared.splice(0)).toEqual(['old', 'new', 'other']);
  access.isSecret('write', 'old');
  expect(compared).toEqual(['old']);
});

test('a signature is good under any secret of the role', () => {
  const { access } = open();
  for (const secret of ['old', 'new']) {
    expect(access.isSignature('write', 'text', sign(hmacSha256, secret, 'text'))).toBe(true);
  }
  expect(access.isSignature('write', 'text', sign(hmacSha256, 'other', 'text'))).toBe(false);
  expect(access.isSignature('write', 'test', sign(hmacSha256, 'old', 'text'))).toBe(false);
});

test('other secrets take the place of those before', () => {
  const { access } = open();
  access.replace({ ...secrets, write: ['newer'] });
  expect(access.isSecret('write', 'old')).toBe(false);
  expect(access.isSecret('write', 'newer')).toBe(true);
});

/** Made with `openssl dgst -sha256 -hmac`; RFC 4231 has the first. */
test.each([
  [
    'Jefe',
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
])('under %s the text %s is signed %s', (secret, text, signature) => {
  expect(sign(hmacSha256, secret, text)).toBe(signature);
});
