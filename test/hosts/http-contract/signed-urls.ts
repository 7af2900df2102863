import { expect } from 'vitest';
import { signUrl } from '../../../runtime/sign-url.ts';
import { check, type Subject } from './contract.ts';
import { type Headers, send, statusOf, store } from './requests.ts';

const secret = 'correct-horse-for-all';
const owner: Headers = { Authorization: `Bearer ${secret}` };
const expires = Math.floor(Date.now() / 1000) + 3600;
const sign = (name: string, method: 'GET' | 'PUT', rest: object = {}): string =>
  signUrl({ secret, method, name, expires, ...rest });
const nameOf = (path: string): string => decodeURIComponent(path.slice(1));

/** What makes a good signature a bad one. */
const spoiled: readonly (readonly [what: string, spoil: (url: string) => string])[] = [
  ['of another secret', (url) => url.replace(/signature=.{4}/u, 'signature=0000')],
  ['with a later end', (url) => url.replace(/expires=\d+/u, `expires=${expires + 1}`)],
  ['of another name', (url) => url.replace('/signed', '/Signed')],
  ['given twice', (url) => `${url}&expires=${expires}`],
  ['without its end', (url) => url.replace(/expires=\d+&/u, '')],
  ['cut short', (url) => url.slice(0, -1)],
];

/** URLs that let whoever has them read or upload one thing. */
export const signedUrls: Subject = {
  title: 'signed URLs',
  options: { secrets: { read: secret, write: secret } },
  checks: [
    check('one to read is enough for GET, HEAD and a range', async (node) => {
      const path = await store(node, '/signed ü.txt', 'signed', owner);
      const url = sign(nameOf(path), 'GET');
      expect(await (await send(node, 'GET', url)).text()).toBe('signed');
      expect(await statusOf(node, 'HEAD', url)).toBe(200);
      expect(await statusOf(node, 'GET', url, { Range: 'bytes=0-1' })).toBe(206);
    }),
    check('one to read is not enough to write or to delete', async (node) => {
      const path = await store(node, '/read-only.txt', 'x', owner);
      const url = sign(nameOf(path), 'GET');
      expect(await statusOf(node, 'PUT', url, {}, 'y')).toBe(401);
      expect(await statusOf(node, 'DELETE', url)).toBe(401);
    }),
    check('one to upload is enough for that', async (node) => {
      const response = await send(node, 'PUT', sign('up.txt', 'PUT'), {}, 'uploaded');
      expect(response.status).toBe(201);
      expect(response.headers.get('location')).toMatch(/^\/up_\d+_[\da-f]{40}\.txt$/u);
    }),
    check('one for a prefix is good for all names below it, and no others', async (node) => {
      const query = sign('dir/', 'PUT', { isPrefix: true });
      expect(await statusOf(node, 'PUT', `/dir/a${query}`, {}, 'a')).toBe(201);
      expect(await statusOf(node, 'PUT', `/dirt${query}`, {}, 'a')).toBe(401);
    }),
    check('a larger body than it permits is a 413', async (node) => {
      const url = sign('small', 'PUT', { maxSizeBytes: 3 });
      expect(await statusOf(node, 'PUT', url, {}, 'four')).toBe(413);
      expect(await statusOf(node, 'PUT', url, {}, 'abc')).toBe(201);
    }),
    check('another type than it permits is a 415', async (node) => {
      const url = sign('picture.png', 'PUT', { type: 'image/*' });
      const typed = (type: string): Headers => ({ 'Content-Type': type });
      expect(await statusOf(node, 'PUT', url, typed('text/plain'), 'x')).toBe(415);
      expect(await statusOf(node, 'PUT', url, typed('image/png'), 'x')).toBe(201);
    }),
    check('one that has expired is a 403', async (node) => {
      const path = await store(node, '/expired.txt', 'x', owner);
      expect(await statusOf(node, 'GET', sign(nameOf(path), 'GET', { expires: 1 }))).toBe(403);
    }),
    ...spoiled.map(([what, spoil]) =>
      check(`one ${what} is a 401`, async (node) => {
        const path = await store(node, '/signed.txt', what, owner);
        expect(await statusOf(node, 'GET', spoil(sign(nameOf(path), 'GET')))).toBe(401);
      }),
    ),
    check('what is read by one expires in caches as it does', async (node) => {
      const path = await store(node, '/cached.txt', 'x', owner);
      const { headers } = await send(node, 'GET', sign(nameOf(path), 'GET'));
      expect(headers.get('cache-control')).toMatch(/^private, max-age=3[0-6]\d\d$/u);
    }),
  ],
};
