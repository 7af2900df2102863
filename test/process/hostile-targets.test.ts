import { mkdir, rm, rmdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFifo } from '../support/disk/make-fifo.ts';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import {
  http,
  put,
  sha1,
  storedName,
  storedSha1,
  storedText,
} from '../support/http/hostile-row.ts';
import { longNames, oddNames } from './hostile-name-rows.ts';
import { badTargetRows, malformedTargetRows, oddTargetRows } from './hostile-target-rows.ts';

let node: HostileNode;

beforeAll(async () => {
  node = await startHostileNode();
});

afterAll(() => node.stop());

describe('docs/hostile-requests.md section C, request targets', () => {
  test.each([...badTargetRows, ...malformedTargetRows, ...oddTargetRows])('$row: $name', (row) =>
    node.run(row),
  );

  test.each(oddNames)('$row: $target is stored as it is', async ({ target, stored }) => {
    const { port } = node.process;
    const uploaded = await ask(port, put(target, 'hi'));
    expect(uploaded.status).toBe(201);
    const location = uploaded.headers.get('location') ?? '';
    const stamp = new RegExp(`_\\d{10}_${sha1('hi')}(?=\\.[a-z]*$|$)`, 'u');
    expect(location.replace(stamp, '<>')).toBe(stored);
    expect((await ask(port, http(`GET ${location}`))).body.toString()).toBe('hi');
    await node.expectAtRest({ stores: 1 });
  });

  test.each(longNames)('%s: %s is too long with its stamp', async (row, name, target) => {
    await node.run({ row, name, bytes: put(target, 'hi'), statuses: [400], connection: 'kept' });
  });

  test('105: another Unicode spelling of a name is another name', async () => {
    const { port } = node.process;
    const stored = await ask(port, put('/e%CC%81', 'composed'));
    const other = stored.headers.get('location')?.replace('e%CC%81', '%C3%A9');
    expect((await ask(port, http(`GET ${other}`))).status).toBe(404);
    await node.expectAtRest({ stores: 1 });
  });

  test('114: an upload under a name with a tombstone is refused', async () => {
    const { port } = node.process;
    const stored = await ask(port, put('/gone', 'gone'));
    const location = stored.headers.get('location') ?? '';
    expect((await ask(port, http(`DELETE ${location}`))).status).toBe(200);
    await node.expectAtRest({ stores: 1, deletes: 1 });
    await node.run({
      row: 114,
      name: 'the same name again',
      bytes: put(location, 'gone'),
      statuses: [409],
      connection: 'kept',
    });
  });
});

describe('116: something else is at the path of a stored file', () => {
  const kinds: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
    ['a symbolic link to /etc/passwd', (path) => symlink('/etc/passwd', path)],
    ['a symbolic link to a stored file', (path) => symlink(storedName, path)],
    ['a symbolic link to nothing', (path) => symlink('/nowhere', path)],
    ['a symbolic link to itself', (path) => symlink(path, path)],
    ['a directory', (path) => mkdir(path)],
    ['a FIFO that nobody writes to', makeFifo],
  ];

  test.each(kinds)('%s is a 404 for GET and HEAD', async (_, make) => {
    const name = `other_13_${sha1(`${storedText}!`)}`;
    const path = join(node.process.storage, name);
    await make(path);
    const { port } = node.process;
    for (const method of ['GET', 'HEAD']) {
      expect((await ask(port, http(`${method} /${name}`))).status).toBe(404);
    }
    await rm(path, { recursive: true });
    await node.expectAtRest();
  });

  test.each(kinds)('%s is a 404 for names below it too', async (_, make) => {
    const path = join(node.process.storage, 'below');
    await make(path);
    const { port } = node.process;
    expect((await ask(port, http(`GET /below/passwd_13_${storedSha1}`))).status).toBe(404);
    await rm(path, { recursive: true });
    await node.expectAtRest();
  });

  test('an upload through a symbolic link to a directory stores nothing', async () => {
    const { process } = node;
    await mkdir(join(process.queue, 'target'));
    await symlink(join(process.queue, 'target'), join(process.storage, 'link'));
    expect((await ask(process.port, put('/link/a', 'hi'))).status).toBe(409);
    await rm(join(process.storage, 'link'));
    await rmdir(join(process.queue, 'target'));
    await node.expectAtRest();
  });
});
