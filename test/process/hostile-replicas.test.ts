import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUrl } from '../../runtime/sign-url.ts';
import { credential, knownSecret, startGuardedNode } from '../support/http/guarded-node.ts';
import { ask, type HostileNode } from '../support/http/hostile-node.ts';
import { http, put, sha1, storedName } from '../support/http/hostile-row.ts';

let node: HostileNode;
beforeAll(async () => {
  node = await startGuardedNode();
});

afterAll(() => node.stop());

const peer = [...credential, 'User-Agent: cockatiel/1.0.0'];
const hash = sha1('body');

async function statusOf(bytes: string): Promise<number> {
  return (await ask(node.process.port, bytes)).status;
}

function sign(method: 'GET' | 'PUT', name: string): string {
  return signUrl({ secret: knownSecret, method, name, expires: 4_000_000_000 });
}

describe('docs/hostile-requests.md section E, with the right secret', () => {
  test('136: an exact replay gets a 302, and is rejected after a deletion', async () => {
    const name = `e/replay_1_${hash}.txt`;
    expect(await statusOf(put(`/${name}`, 'body', peer))).toBe(201);
    expect(await statusOf(put(`/${name}`, 'body', peer))).toBe(302);
    await node.expectAtRest({ stores: 1 });
    expect(await statusOf(http(`DELETE /${name}`, peer))).toBe(200);
    expect(await statusOf(put(`/${name}`, 'body', peer))).toBe(409);
    await node.expectAtRest({ deletes: 1 });
  });

  test('140: a time far ahead is only a part of the name', async () => {
    const name = `far_999999999999_${hash}.txt`;
    expect(await statusOf(put(`/${name}`, 'body', peer))).toBe(201);
    await node.expectAtRest({ stores: 1 });
  });

  test('141: the deletion of an unknown name is recorded once', async () => {
    const name = `absent_1_${hash}.txt`;
    const journal = async (): Promise<string> => {
      const { process } = node;
      return await readFile(join(process.queue, 'journal', await segmentOf(process.queue)), 'utf8');
    };
    for (const _ of [1, 2]) {
      expect(await statusOf(http(`DELETE /${name}`, peer))).toBe(404);
      expect((await journal()).split(name)).toHaveLength(2);
    }
    await node.expectAtRest({ stores: 'any' });
  });

  test.each([
    ['not stamped', '/plain.txt'],
    ['reserved', '/_status'],
    ['with an upper-case hash', `/a_1_${hash.toUpperCase()}.txt`],
    ['leading out of the directory', `/../a_1_${hash}.txt`],
  ])('142: the deletion of an invalid name, %s, leaves no record', async (_what, path) => {
    expect([400, 404]).toContain(await statusOf(http(`DELETE ${path}`, peer)));
    await node.expectAtRest();
  });

  test('134: a signature is for one path, one method, and what it limits', async () => {
    const query = sign('PUT', 'a.txt').split('?')[1];
    expect(await statusOf(put(`/b.txt?${query}`, 'body'))).toBe(401);
    expect(await statusOf(http(`DELETE /a.txt?${query}`))).toBe(401);
    expect(await statusOf(http(`GET /a.txt?${query}`))).toBe(401);
    expect(await statusOf(put(sign('GET', storedName), 'body'))).toBe(401);
    const name = `a_1_${hash}.txt`;
    const other = put(`/${name}`, 'other', peer);
    expect(await statusOf(other)).toBe(400);
    await node.expectAtRest();
  });
});

async function segmentOf(queue: string): Promise<string> {
  return (await readdir(join(queue, 'journal'))).sort().at(-1) ?? '';
}
