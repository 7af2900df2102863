import { expect, test } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { type SignOptions, signUrl } from '../../../runtime/sign-url.ts';

const secret = 'correct-horse-battery-staple';
const expires = 1_800_000_000;
const client = createClient({ nodes: 'http://node/media/', secret });

/** Those of docs/signed-urls.md. */
const vectors: readonly Omit<SignOptions, 'secret' | 'expires'>[] = [
  { method: 'GET', name: 'photos/cat_13_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33.jpg' },
  { method: 'PUT', name: 'größe 1.png', maxSizeBytes: 5_242_880, type: 'image/*' },
  { method: 'PUT', name: 'users/42/', isPrefix: true },
];

test.each(vectors)('the client signs %j as `signUrl` does', async (permission) => {
  const options = { ...permission, expires };
  const expected = signUrl({ ...options, secret, url: 'http://node/media' });
  expect(await client.sign(options)).toBe(expected);
  const other = await client.sign({ ...options, secret: 'another', url: '' });
  expect(other).toBe(signUrl({ ...options, secret: 'another' }));
});

test('the client signs nothing without a secret, or with half a second', async () => {
  const options = { method: 'GET', name: 'a', expires } as const;
  await expect(createClient({ nodes: 'http://a' }).sign(options)).rejects.toThrow(TypeError);
  await expect(client.sign({ ...options, expires: 1.5 })).rejects.toThrow(RangeError);
});
