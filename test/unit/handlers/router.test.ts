import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../lib/context.ts';
import { diskImage } from '../../support/disk/disk-image.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const h = sha1Of('x');
const fileMethods = 'GET, HEAD, PUT, DELETE, OPTIONS';
const directoryMethods = 'DELETE, POST, OPTIONS';
const rootMethods = 'GET, HEAD, PUT, DELETE, POST, OPTIONS';
const statusMethods = 'GET, HEAD, OPTIONS';

describe('an unknown method is a 405 that names those that are allowed', () => {
  test.each(['POST', 'PATCH', 'PROPFIND', 'FROB', 'all', 'get-file'])('%s', async (method) => {
    const node = await createTestContext();
    for (const [path, allow] of [
      ...(method === 'POST'
        ? []
        : ([
            ['/', rootMethods],
            ['/a/', directoryMethods],
          ] as const)),
      ['/a', fileMethods],
      [`/a_1_${h}`, fileMethods],
      ['/_status', statusMethods],
    ] as const) {
      const response = await send(node, method, path);
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe(allow);
      expect(await response.text()).toBe(`Use one of ${allow}.\n`);
    }
  });

  test('also with a method override header', async () => {
    const headers = { 'X-HTTP-Method-Override': 'GET' };
    expect((await send(await createTestContext(), 'POST', '/_status', { headers })).status).toBe(
      405,
    );
  });
});

describe('OPTIONS is a 204 that names the methods and opens nothing to other origins', () => {
  test.each([
    ['/', rootMethods],
    ['/a/', directoryMethods],
    ['/a', fileMethods],
    ['/_status', statusMethods],
  ])('%s', async (path, allow) => {
    const headers = { Origin: 'http://evil', 'Access-Control-Request-Method': 'PUT' };
    const response = await send(await createTestContext(), 'OPTIONS', path, { headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe(allow);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.body).toBeNull();
  });
});

describe('an unknown route is a 404', () => {
  test.each([['/_'], ['/_x'], ['/_statusx'], ['/_status/x'], ['/__proto__'], [`/_a_1_${h}`]])(
    '%s',
    async (path) => {
      const node = await createTestContext();
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
        expect((await send(node, method, path)).status).toBe(404);
      }
    },
  );
});

describe('a malformed name is a 400 on every method, before anything touches the disk', () => {
  test.each([
    ['//'],
    ['//etc/passwd'],
    ['/a//b'],
    ['/_status/'],
    ['/..%2f..%2fetc%2fpasswd'],
    ['/a%2Fb'],
    ['/a%5Cb'],
    ['/%00'],
    ['/%0A'],
    ['/%c0%ae%c0%ae/etc'],
    ['/a%ff'],
    ['/a%zz'],
    ['/a%'],
    [`/${'x'.repeat(256)}`],
    [`/${'x/'.repeat(512)}x`],
    ['/http://evil/x'],
    ['/http:%2f%2fevil/x'],
  ])('%s', async (path) => {
    const node = await createTestContext();
    const before = diskImage(node);
    const calls: string[] = [];
    node.storageDisk.intercept = ({ operation }) => void calls.push(operation);
    node.queueDisk.intercept = ({ operation }) => void calls.push(operation);
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'POST']) {
      const body = method === 'PUT' ? 'x' : null;
      const response = await send(node, method, path, { body });
      expect(response.status).toBe(400);
      const text = await response.text();
      if (method === 'HEAD') expect(text).toBe('');
      else expect(text).toMatch(/^[^\n]+\n$/u);
    }
    expect(calls).toEqual([]);
    expect(diskImage(node)).toEqual(before);
  });
});

describe('every response', () => {
  test.each([
    [200, 'GET', '/_status'],
    [200, 'GET', `/a_1_${h}`],
    [200, 'HEAD', `/a_1_${h}`],
    [200, 'DELETE', `/a_1_${h}`],
    [201, 'PUT', '/a'],
    [204, 'OPTIONS', '/a'],
    [400, 'GET', '/%'],
    [404, 'GET', '/a'],
    [404, 'HEAD', '/a'],
    [405, 'POST', '/a'],
  ])('carries Server and nosniff: %d for %s %s', async (status, method, path) => {
    const node = await createTestContext({ config: { version: '9.8.7' } });
    node.storageDisk.write(`a_1_${h}`, 'x');
    const response = await send(node, method, path, { body: method === 'PUT' ? 'x' : null });
    expect(response.status).toBe(status);
    expect(response.headers.get('server')).toBe('cockatiel/9.8.7');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

test('an error has the same response to HEAD as to GET, without the body', async () => {
  const node = await createTestContext();
  const get = await send(node, 'GET', '/a');
  const head = await send(node, 'HEAD', '/a');
  expect(head.status).toBe(404);
  expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
  expect(head.body).toBeNull();
});

test('a query is ignored, however many parameters it has', async () => {
  const node = await createTestContext();
  node.storageDisk.write(`a_1_${h}`, 'x');
  const query = `?${'__proto__=1&a=%zz&'.repeat(500)}`;
  expect((await send(node, 'GET', `/a_1_${h}${query}`)).status).toBe(200);
});

/** What a broken port could throw. */
const oddities = fc.oneof(
  fc.anything(),
  fc.constantFrom(
    new Error('/secret/path\n  at /secret/code.js:1'),
    Object.assign(new Error('/secret/path'), { code: 5 }),
    Object.assign(new Error('/secret/path'), { status: 200, headers: { 'Bad\nName': '' } }),
    new DOMException('/secret/path', 'AbortError'),
    new AggregateError([new Error('/secret/path')]),
    Object.create(null),
    Symbol('/secret/path'),
  ),
);

test('whatever a port throws, there is a response without details of the server', async () => {
  const node = await createTestContext();
  await fc.assert(
    fc.asyncProperty(
      oddities,
      fc.constantFrom('GET', 'HEAD', 'PUT', 'DELETE'),
      async (thrown, method) => {
        const broken = async (): Promise<never> => {
          throw thrown;
        };
        const nameLocks = { withLock: broken };
        const storage = { ...node.ctx.storage, open: broken, stage: broken };
        const ctx: Context = { ...node.ctx, nameLocks, storage };
        const body = method === 'PUT' ? 'x' : null;
        const response = await send({ ctx }, method, `/a_1_${h}`, { body });
        expect(response.status).toBe(500);
        expect(await response.text()).toBe(method === 'HEAD' ? '' : 'Internal server error.\n');
      },
    ),
  );
  expect(node.logLines.every(({ level }) => level === 'error')).toBe(true);
});

test('an error whose getter throws gets a response too', async () => {
  const node = await createTestContext();
  const ctx: Context = {
    ...node.ctx,
    get tombstones(): never {
      throw new Error('/secret/path');
    },
  };
  const response = await send({ ctx }, 'GET', `/a_1_${h}`);
  expect([response.status, await response.text()]).toEqual([500, 'Internal server error.\n']);
});
