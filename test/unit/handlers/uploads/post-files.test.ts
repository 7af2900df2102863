import { describe, expect, test } from 'vitest';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { postForm } from '../../../support/node/form.ts';
import { send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const second = 1000;
const h = sha1Of('one');
const h2 = sha1Of('two');
const first = { name: `a_1000_${h}.txt`, url: `/a_1000_${h}.txt`, sha1: h, type: 'text/plain' };
const other = { name: `b_1000_${h2}`, url: `/b_1000_${h2}`, sha1: h2 };

function openNode(config = {}): Promise<TestContext> {
  return createTestContext({ config, clock: { ms: second * 1000 } });
}

describe('a form is stored file by file', () => {
  test('with a response that lists them in JSON', async () => {
    const node = await openNode();
    const headers = { Accept: 'application/json, text/plain' };
    const files = [['a.txt', 'one'] as const, ['b', 'two'] as const];
    const response = await postForm(node, '/', files, { headers });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(first.url);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual([
      { ...first, size: 3 },
      { ...other, size: 3, type: 'application/octet-stream' },
    ]);
    expect(node.storageDisk.paths()).toEqual([first.name, other.name]);
    expect(await (await send(node, 'GET', first.url)).text()).toBe('one');
  });

  test('below a directory, with the public URL', async () => {
    const node = await openNode({ publicUrl: 'https://files.example.com' });
    const response = await postForm(node, '/dir/%C3%BC/', [['a.txt', 'one']]);
    const name = `dir/ü/a_1000_${h}.txt`;
    const url = `https://files.example.com/dir/%C3%BC/a_1000_${h}.txt`;
    expect(await response.json()).toEqual({ ...first, name, url, size: 3 });
    expect(node.storageDisk.paths()).toEqual([name]);
  });

  test('one that says nothing of JSON gets one file without a list around it', async () => {
    const node = await openNode();
    const headers = { Accept: '*/*' };
    const one = await postForm(node, '/', [['a.txt', 'one']], { headers });
    expect(await one.json()).toEqual({ ...first, size: 3 });
    const two = await postForm(node, '/', [['a', 'one'] as const, ['b', 'two'] as const]);
    expect(await two.json()).toHaveLength(2);
  });

  test('again within the second: it is there, and that is a 201 too', async () => {
    const node = await openNode();
    const before = await (await postForm(node, '/', [['a.txt', 'one']])).json();
    const again = await postForm(node, '/', [['a.txt', 'one']]);
    expect([again.status, await again.json()]).toEqual([201, before]);
    expect(node.storageDisk.paths()).toHaveLength(1);
  });

  test.each([
    ['', 'file'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a b.png', 'a b'],
    ['_private', 'file_private'],
    ['.cockatiel-x', 'file'],
    [`x_1000_${h}`, `x_1000_${h}`],
  ])('with a name that is made one: %j', async (fileName, stem) => {
    const node = await openNode();
    expect((await postForm(node, '/', [[fileName, 'one']])).status).toBe(201);
    const [path = ''] = node.storageDisk.paths();
    expect(path.slice(0, path.lastIndexOf(`_1000_${h}`))).toBe(stem);
  });

  test('a field in which nothing was chosen is none', async () => {
    const node = await openNode();
    const files = [['', ''] as const, ['a', 'one'] as const];
    expect(await (await postForm(node, '/', files)).json()).toMatchObject({ sha1: h });
    expect((await postForm(node, '/', [['', '']])).status).toBe(400);
    expect(node.storageDisk.paths()).toEqual([`a_1000_${h}`]);
  });
});

describe('the content of one file', () => {
  test.each([
    ['attachment; filename="a.txt"'],
    ['attachment; filename=a.txt'],
    ["attachment; filename=other; filename*=UTF-8''a.txt"],
  ])('is stored by the name in %s', async (disposition) => {
    const node = await openNode();
    const headers = { 'Content-Disposition': disposition, 'X-Content-SHA1': h };
    const response = await send(node, 'POST', '/', { headers, body: 'one' });
    expect([response.status, response.headers.get('location')]).toEqual([201, first.url]);
    expect(await response.json()).toEqual({ ...first, size: 3 });
  });

  test('is a 400 without a name, or with another hash', async () => {
    const node = await openNode();
    expect((await send(node, 'POST', '/', { body: 'one' })).status).toBe(400);
    const headers = { 'Content-Disposition': 'attachment; filename=a', 'X-Content-SHA1': h2 };
    const response = await send(node, 'POST', '/', { headers, body: 'one' });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-cockatiel-reason')).toBe('mismatch');
    expect(await response.text()).toContain(h);
    expect(node.storageDisk.paths()).toEqual([]);
  });
});
