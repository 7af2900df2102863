import { expect } from 'vitest';
import { longNames } from '../../process/hostile-name-rows.ts';
import { http, put } from '../../support/http/hostile-row.ts';
import { check, type Subject } from './contract.ts';
import { ask, countFiles } from './requests.ts';

/** Targets that name no file. A URL parser would change some of them into others. */
const refused = [
  ...['/a//b', '/a/', '//', '//a', '/a%2Fb', '/a%2fb', '/a%5Cb', '/a\\b'],
  ...['/a/../b', '/a/./b', '/..', '/.', '/a/%2e%2e/b', '/%2E', '/a/..'],
  ...['/a%00', '/a%0A', '/a%7F', '/a%C2%80', '/%zz', '/%', '/%F', '/a%C3', '/%FF', '/%C0%AF'],
];

/** Names that are the server's own. */
const reserved = ['/_a', '/_status', '/_a/b', '/%5Fa', '/.cockatiel', '/.cockatiel/lock'];

/** Names that no file can have. */
export const refusedNames: Subject = {
  title: 'refused names',
  checks: [
    ...refused.map((target) =>
      check(`PUT and GET of ${target} are a 400, and store nothing`, async (node) => {
        const before = await countFiles(node);
        expect((await ask(node, put(target, 'x'))).status).toBe(400);
        expect((await ask(node, http(`GET ${target}`))).status).toBe(400);
        expect(await countFiles(node)).toBe(before);
      }),
    ),
    ...reserved.map((target) =>
      check(`PUT and DELETE of ${target} are a 400: it is the server's own`, async (node) => {
        expect((await ask(node, put(target, 'x'))).status).toBe(400);
        expect((await ask(node, http(`DELETE ${target}`))).status).toBe(400);
      }),
    ),
    ...longNames.map(([, name, target]) =>
      check(`${name} is too long with its stamp`, async (node) => {
        expect((await ask(node, put(target, 'x'))).status).toBe(400);
      }),
    ),
    check('a name of 33 segments is too deep', async (node) => {
      expect((await ask(node, put('/a'.repeat(33), 'x'))).status).toBe(400);
    }),
    check('PUT of / is a 400', async (node) => {
      expect((await ask(node, put('/', 'x'))).status).toBe(400);
    }),
  ],
};
