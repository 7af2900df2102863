import { expect } from 'vitest';
import { oddNames } from '../../process/hostile-name-rows.ts';
import { http, put, sha1 } from '../../support/http/hostile-row.ts';
import { check, type Subject } from './contract.ts';
import { ask, send, stamped, statusOf, store } from './requests.ts';

/** A name as it is sent, and as it is stored, with `<>` for the stamp. */
const plain: readonly (readonly [sent: string, stem: string, extension: string])[] = [
  ['/a.txt', 'a', '.txt'],
  ['/a.tar.gz', 'a.tar', '.gz'],
  ['/.bashrc', '.bashrc', ''],
  ['/photos/2024/cat.jpg', 'photos/2024/cat', '.jpg'],
  ['/no-extension', 'no-extension', ''],
];

/** Names: what is sent, what is stored, and where it is found. */
export const names: Subject = {
  title: 'names',
  checks: [
    ...plain.map(([sent, stem, extension]) =>
      check(`${sent} gets its stamp before its last extension`, async (node) => {
        const body = `body of ${sent}`;
        const path = await store(node, sent, body);
        expect(path).toMatch(stamped(stem, body, extension));
        expect(await (await send(node, 'GET', path)).text()).toBe(body);
      }),
    ),
    ...oddNames.map(({ target, stored }) => {
      const shown = target.length > 60 ? `/${'x'.repeat(9)}… (${target.length})` : target;
      return check(`${shown} is stored as it is`, async (node) => {
        const body = `odd: ${target}`;
        const response = await ask(node, put(target, body));
        const location = response.headers.get('location') ?? '';
        expect(response.status).toBe(201);
        expect(location.replace(new RegExp(`_\\d+_${sha1(body)}`, 'u'), '<>')).toBe(stored);
        const read = await ask(node, http(`GET ${location}`));
        expect([read.status, read.body.toString()]).toEqual([200, body]);
      });
    }),
    check('a directory may have the name of a stored file', async (node) => {
      const path = await store(node, '/photo.jpg', 'photo');
      const below = await store(node, `${path}/thumb.jpg`, 'thumb');
      expect(await (await send(node, 'GET', below)).text()).toBe('thumb');
      expect(await (await send(node, 'GET', path)).text()).toBe('photo');
    }),
    check('a name without its stamp is no name of a file', async (node) => {
      await store(node, '/unstamped.txt', 'x');
      expect(await statusOf(node, 'GET', '/unstamped.txt')).toBe(404);
    }),
    check('capital and small letters are different', async (node) => {
      const path = await store(node, '/Case.txt', 'x');
      expect(await statusOf(node, 'GET', path.toLowerCase())).toBe(404);
    }),
  ],
};
