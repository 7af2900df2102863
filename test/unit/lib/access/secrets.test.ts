import { expect, test } from 'vitest';
import { createAccess, noSecrets, type Secrets, sign } from '../../../../lib/access/secrets.ts';
import { hmacSha256 } from '../../../../runtime/node/hash.ts';

const secrets: Secrets = {
  read: [],
  write: ['old', 'new', 'shared'],
  cluster: ['other', 'shared'],
};

function open() {
  const hashed: string[] = [];
  const key = new Uint8Array(32).fill(7);
  const access = createAccess(
    (withKey, message) => {
      hashed.push(new TextDecoder().decode(message));
      return hmacSha256(withKey, message);
    },
    key,
    secrets,
  );
  return { access, hashed };
}

test('a credential has the roles of which it is a secret, and no others', () => {
  const { access } = open();
  const rolesOf = (credential: string) => [...access.rolesOf(credential)];
  expect(['old', 'new', 'other', 'shared'].map(rolesOf)).toEqual([
    ['write'],
    ['write'],
    ['cluster'],
    ['write', 'cluster'],
  ]);
  expect(['ol', 'oldnew', 'OLD', ''].map(rolesOf)).toEqual([[], [], [], []]);
  expect(access.isRestricted('read')).toBe(false);
  expect(access.isRestricted('write')).toBe(true);
});

test('a credential is hashed once, under the key of the process, for all roles', () => {
  const { access, hashed } = open();
  expect(hashed.splice(0)).toEqual(['old', 'new', 'shared', 'other', 'shared']);
  access.rolesOf('old');
  expect(hashed).toEqual(['old']);
});

test('where no role has secrets a credential is not hashed', () => {
  const { access, hashed } = open();
  access.replace(noSecrets);
  hashed.length = 0;
  expect([...access.rolesOf('old')]).toEqual([]);
  expect(hashed).toEqual([]);
});

test('a signature is valid under any secret of the role', () => {
  const { access } = open();
  for (const secret of ['old', 'new']) {
    expect(access.isSignature('write', 'text', sign(hmacSha256, secret, 'text'))).toBe(true);
  }
  expect(access.isSignature('write', 'text', sign(hmacSha256, 'other', 'text'))).toBe(false);
  expect(access.isSignature('write', 'test', sign(hmacSha256, 'old', 'text'))).toBe(false);
});

test('a signature of another length, or with one other digit, is not valid', () => {
  const { access } = open();
  const good = sign(hmacSha256, 'old', 'text');
  const last = good.endsWith('0') ? '1' : '0';
  for (const bad of ['', good.slice(1), good.slice(0, -1), `${good}0`, good.slice(0, -1) + last]) {
    expect(access.isSignature('write', 'text', bad)).toBe(false);
  }
});

test('a signature costs one HMAC for each secret of its role', () => {
  const { access, hashed } = open();
  hashed.length = 0;
  access.isSignature('write', 'text', 'a'.repeat(64));
  expect(hashed).toEqual(['text', 'text', 'text']);
});

test('new secrets replace the old ones', () => {
  const { access } = open();
  access.replace({ ...secrets, write: ['newer'] });
  expect([...access.rolesOf('old')]).toEqual([]);
  expect([...access.rolesOf('newer')]).toEqual(['write']);
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
