import { describe, expect, test } from 'vitest';
import { sign } from '../../../../lib/access/secrets.ts';
import {
  formatSignedQuery,
  type Permission,
  signedText,
} from '../../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../../runtime/node/hash.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { formText, formType, postForm } from '../../../support/node/form.ts';
import { send } from '../../../support/node/send.ts';

const one = [['a.txt', 'one', 'text/plain'] as const];

async function expectNothingStored(node: TestContext): Promise<void> {
  expect(node.storageDisk.paths()).toEqual([]);
}

describe('a form is refused, and nothing of it is stored', () => {
  test.each([
    [400, 'no form', '/', 'nothing', {}],
    [400, 'a form that breaks off', '/', formText([...one, ['b', 'two']]).slice(0, -60), {}],
    [400, 'a form without a file', '/', formText([], { a: 'b' }), {}],
    [400, 'no boundary', '/', formText(one), { 'Content-Type': 'multipart/form-data' }],
    [400, 'a part of a file', '/', formText(one, { dztotalchunkcount: '2' }), {}],
    [400, 'a field that is too long', '/', formText(one, { a: 'x'.repeat(65_537) }), {}],
    [400, 'too many files', '/', formText(Array(101).fill(['a', 'x'])), {}],
    [400, 'too many fields', '/', formText(one, Object.fromEntries(manyFields())), {}],
    [
      400,
      'a part that has no headers',
      '/',
      formText(one).replace('\r\n', '\r\n\r\nlost\r\n------formboundary\r\n'),
      {},
    ],
    [400, 'a name with too many segments', `${'/d'.repeat(40)}/`, formText(one), {}],
    [413, 'a file that is too large', '/', formText([...one, ['b', 'x'.repeat(1001)]]), {}],
    [415, 'a coding', '/', formText(one), { 'Content-Encoding': 'gzip' }],
  ])('%i: %s', async (status, _, path, body, headers) => {
    const node = await createTestContext({ config: { maxSizeBytes: 1000, maxDepth: 32 } });
    const response = await postForm(node, path, [], { body, headers });
    expect(response.status).toBe(status);
    await expectNothingStored(node);
  });

  test('a chunk that is the whole of a file is none', async () => {
    const node = await createTestContext();
    const body = formText(one, { dztotalchunkcount: '1' });
    expect((await postForm(node, '/', [], { body })).status).toBe(201);
  });

  test('413: the content of one file that says that it is too large, before it is read', async () => {
    const node = await createTestContext({ config: { maxSizeBytes: 1000 } });
    const headers = {
      'Content-Disposition': 'attachment; filename=a',
      'Content-Length': '1001',
    };
    const body = bodyStream(() => {
      throw new Error('The body was read.');
    });
    expect((await send(node, 'POST', '/', { headers, body })).status).toBe(413);
  });

  test('501: on a host that takes none', async () => {
    const node = await createTestContext();
    const headers = { 'Content-Type': formType };
    const response = await send(node, 'POST', '/', { body: formText(one), headers });
    expect(response.status).toBe(501);
  });

  test('507: where it does not fit', async () => {
    const node = await createTestContext({ minFreeBytes: 1024 });
    node.storageDisk.space = { ...node.storageDisk.space, freeBytes: 1100, totalBytes: 10_000 };
    node.clock.ms += 1000;
    expect((await postForm(node, '/', one)).status).toBe(507);
    await expectNothingStored(node);
  });

  test('400: to what is no directory', async () => {
    const node = await createTestContext();
    for (const [path, reason] of [
      ['//', /empty segment/u],
      ['/a//', /empty segment/u],
      ['/_a/', /reserved/u],
      ['/%5Fa/', /reserved/u],
      ['/.cockatiel/x/', /reserved/u],
    ] as const) {
      const response = await postForm(node, path, one);
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(reason);
    }
    expect((await postForm(node, '/a', one)).status).toBe(405);
  });
});

function manyFields(): [string, string][] {
  return Array.from({ length: 101 }, (_, index) => [`f${index}`, 'x']);
}

describe('a signed URL for a prefix', () => {
  const secrets = { read: [], write: ['writing'], cluster: [] };

  function signed(limits: Partial<Permission> = {}): string {
    const expires = 1_800_000_000;
    const permission: Permission = {
      ...{ method: 'PUT', name: 'dir/', isPrefix: true, expires },
      ...limits,
    };
    const signature = sign(hmacSha256, 'writing', signedText(permission));
    return formatSignedQuery({ permission, signature });
  }

  test.each([
    [201, 'its directory', '/dir/', {}],
    [201, 'a directory below', '/dir/sub/', {}],
    [201, 'names in a directory', '/dir/', { name: 'dir/a' }],
    [201, 'a type', '/dir/', { type: 'text/*' }],
    [201, 'a size', '/dir/', { maxSizeBytes: 3 }],
    [401, 'another directory', '/other/', {}],
    [401, 'one name', '/dir/', { name: 'dir/a.txt', isPrefix: false }],
    [403, 'other names in the directory', '/dir/', { name: 'dir/b' }],
    [413, 'smaller files', '/dir/', { maxSizeBytes: 2 }],
    [415, 'files of another type', '/dir/', { type: 'image/*' }],
  ])('%i: for %s', async (status, _, path, limits) => {
    const node = await createTestContext({ secrets });
    const headers = { Origin: 'https://any.example' };
    const response = await postForm(node, `${path}?${signed(limits)}`, one, { headers });
    expect(response.status).toBe(status);
    if (status >= 400) await expectNothingStored(node);
  });

  test.each([
    ['a file without a type', { type: 'image/*' }, ['a.png', 'x', ''] as const],
    ['a field without a file, of a type', { type: 'image/*' }, ['', ''] as const],
    ['a field without a file, of other names', { name: 'dir/a' }, ['', ''] as const],
  ])('permits %s', async (_, limits, file) => {
    const node = await createTestContext({ secrets });
    const files = [['a.png', 'one', 'image/png'] as const, file];
    expect((await postForm(node, `/dir/?${signed(limits)}`, files)).status).toBe(201);
  });

  test('does not permit other names because they are missing', async () => {
    const node = await createTestContext({ secrets });
    const path = `/dir/?${signed({ name: 'dir/a' })}`;
    expect((await postForm(node, path, [['', 'one']])).status).toBe(403);
    await expectNothingStored(node);
  });

  test('is needed where writing takes a secret', async () => {
    const node = await createTestContext({ secrets });
    expect((await postForm(node, '/dir/', one)).status).toBe(401);
    const headers = { Authorization: 'Bearer writing' };
    expect((await postForm(node, '/dir/', one, { headers })).status).toBe(201);
  });
});
