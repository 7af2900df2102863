import { expect } from 'vitest';
import { http } from '../../support/http/hostile-row.ts';
import { check, type Subject } from './contract.ts';
import { ask, type Headers, statusOf, store } from './requests.ts';

const secrets = {
  read: 'correct-horse-to-read',
  write: 'correct-horse-to-write',
  cluster: 'correct-horse-of-nodes',
};
const bearer = (secret: string): Headers => ({ Authorization: `Bearer ${secret}` });
const basic = (secret: string): Headers => ({
  Authorization: `Basic ${Buffer.from(`anybody:${secret}`).toString('base64')}`,
});

/** Who gets which status for a `PUT`, a `GET` of a file that is here, and `GET /_status`. */
const rows: readonly (readonly [who: string, headers: Headers, put: number, get: number])[] = [
  ['nobody', {}, 401, 401],
  ['a reader', bearer(secrets.read), 403, 200],
  ['a writer', bearer(secrets.write), 201, 403],
  ['a node that does not say that it is one', bearer(secrets.cluster), 403, 403],
  ['a reader by a password', basic(secrets.read), 403, 200],
  ['a writer by a password', basic(secrets.write), 201, 403],
  ['a wrong secret', bearer('incorrect-horse-anyway'), 401, 401],
  ['the beginning of a secret', bearer(secrets.write.slice(0, -1)), 401, 401],
  ['an empty secret', bearer(''), 401, 401],
  ['another scheme', { Authorization: `Digest ${secrets.write}` }, 401, 401],
];

/** Secrets for reading, writing and nodes. */
export const authorization: Subject = {
  title: 'authorization',
  options: { secrets },
  checks: [
    ...rows.flatMap(([who, headers, put, get], index) => [
      check(`PUT by ${who} is a ${put}`, async (node) => {
        expect(await statusOf(node, 'PUT', `/put-${index}`, headers, `${index}`)).toBe(put);
      }),
      check(`GET and HEAD by ${who} are a ${get}`, async (node) => {
        const path = await store(node, `/get-${index}`, `${index}`, bearer(secrets.write));
        expect(await statusOf(node, 'GET', path, headers)).toBe(get);
        expect(await statusOf(node, 'HEAD', path, headers)).toBe(get);
      }),
      check(`GET /_status by ${who} is a ${get}`, async (node) => {
        expect(await statusOf(node, 'GET', '/_status', headers)).toBe(get);
      }),
    ]),
    check('a refusal says how to do better, and not what is there', async (node) => {
      const here = await store(node, '/here', 'here', bearer(secrets.write));
      const [found, missing] = [
        await ask(node, http(`GET ${here}`)),
        await ask(node, http('GET /missing')),
      ];
      expect(found.headers.get('www-authenticate')).toMatch(/^(?:Basic|Bearer)/u);
      expect([found.status, found.body]).toEqual([missing.status, missing.body]);
    }),
    check('a file read with a secret is private', async (node) => {
      const path = await store(node, '/private', 'private', bearer(secrets.write));
      const { headers } = await fetch(node.url + path, { headers: bearer(secrets.read) });
      expect(headers.get('cache-control')).toMatch(/^private/u);
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }),
    check('two Authorization headers are a 401', async (node) => {
      const lines = [secrets.write, secrets.read].map((one) => `Authorization: Bearer ${one}`);
      expect((await ask(node, http('GET /_status', lines))).status).toBe(401);
    }),
    check('a DELETE without a secret deletes nothing', async (node) => {
      const path = await store(node, '/kept', 'kept', bearer(secrets.write));
      expect(await statusOf(node, 'DELETE', path)).toBe(401);
      expect(await statusOf(node, 'GET', path, bearer(secrets.read))).toBe(200);
    }),
  ],
};
