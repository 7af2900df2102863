import { describe, expect, test } from 'vitest';
import { diskImage } from '../../support/disk/disk-image.ts';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { pending } from '../../support/node/pending.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

// The numbers are those of the list of the Python version's defects.

const body = 'hello world';
const h = sha1Of(body);
const now = 1_700_000_000;
const path = `/a_${now}_${h}.txt`;
const peerUrls = ['http://peer'];

async function put(node: TestContext, target: string, headers = {}): Promise<string> {
  const { status, headers: got } = await send(node, 'PUT', target, { body, headers });
  return `${status} ${got.get('location')}`;
}

async function statusOf(node: TestContext, method: string, target: string): Promise<number> {
  return (await send(node, method, target, { headers: peerHeaders })).status;
}

test('U12: a clock that steps back neither loses nor reorders anything', async () => {
  const node = await createTestContext({ config: { peerUrls } });
  await put(node, '/a.txt');
  node.clock.ms -= 3_600_000;
  expect(await put(node, '/b.txt')).toBe(`201 /b_${now - 3600}_${h}.txt`);
  await statusOf(node, 'DELETE', path);
  node.clock.ms = -1;
  expect(await put(node, '/c.txt')).toBe(`201 /c_0_${h}.txt`);
  expect(pending(node)).toBe(4);
  const next = await node.restartAfterCrash();
  expect(next.storageDisk.paths()).toEqual([`b_${now - 3600}_${h}.txt`, `c_0_${h}.txt`]);
});

test('U13: an upload repeated in the second of its deletion is accepted by all nodes', async () => {
  const [one, other] = [await createTestContext(), await createTestContext()];
  await put(one, '/a.txt');
  await statusOf(one, 'DELETE', path);
  await statusOf(other, 'DELETE', path);
  const again = `/a_${now + 1}_${h}.txt`;
  expect(await put(one, '/a.txt')).toBe(`201 ${again}`);
  expect(await put(other, again, peerHeaders)).toBe(`201 ${again}`);
});

test('U14: the deletion of a name that no node could have stored records nothing', async () => {
  const node = await createTestContext({ config: { peerUrls } });
  const before = diskImage(node);
  for (let count = 0; count < 100; count += 1) {
    expect(await statusOf(node, 'DELETE', `/junk-${count}`)).toBe(404);
  }
  expect(diskImage(node)).toEqual(before);
  expect(pending(node)).toBe(0);
});

test('U15: a deletion that overtakes its upload on the way to a peer wins', async () => {
  const node = await createTestContext();
  expect(await statusOf(node, 'DELETE', path)).toBe(404);
  expect(await put(node, path, peerHeaders)).toBe('409 null');
  expect(await statusOf(node, 'GET', path)).toBe(404);
});

test('U16: peers whose URLs differ only in punctuation have queues of their own', async () => {
  const alike = [
    'http://10.1.1.12:80',
    'http://10.1.11.2:80',
    'http://10.1.1.1:280',
    'http://10.1.1.12:80/',
  ];
  const node = await createTestContext({ config: { peerUrls: alike } });
  await put(node, '/a.txt');
  const status = (await (await send(node, 'GET', '/_status')).json()) as { queues: object };
  expect(Object.keys(status.queues)).toEqual(alike);
  for (const queue of Object.values(status.queues)) expect(queue).toMatchObject({ length: 1 });
});

test.each([['/http://evil/x'], ['/http:%2f%2fevil/x'], ['//evil/x']])(
  'U17: a name that looks like a URL is no name: %s',
  async (target) => {
    const node = await createTestContext({ config: { peerUrls } });
    expect(await put(node, target)).toBe('400 null');
    expect(pending(node)).toBe(0);
  },
);

describe('U18: a stored script does not run in the origin of the site', () => {
  test.each([['html'], ['htm'], ['xhtml'], ['svg'], ['xml']])('%s', async (extension) => {
    const node = await createTestContext();
    await put(node, `/a.${extension}`, { 'Content-Type': 'image/png' });
    const { headers } = await send(node, 'GET', `/a_${now}_${h}.${extension}`);
    expect(headers.get('content-security-policy')).toMatch(/^sandbox;/u);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('nor does one whose sender calls it HTML', async () => {
    const node = await createTestContext();
    await put(node, '/a.png', { 'Content-Type': 'text/html' });
    const { headers } = await send(node, 'GET', `/a_${now}_${h}.png`);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

test('U19: a corrupt copy is not served under the hash of the intact one', async () => {
  const node = await createTestContext();
  await put(node, '/a.txt');
  expect((await send(node, 'GET', path)).headers.get('x-content-sha1')).toBe(h);
  node.storageDisk.write(path.slice(1), 'hello wxrld');
  const response = await send(node, 'GET', path);
  expect(response.status).toBe(500);
  expect(response.headers.get('x-content-sha1')).toBeNull();
});

describe('U22: directories', () => {
  test('a stored file does not block files below its name', async () => {
    const node = await createTestContext();
    await put(node, '/a.txt');
    expect(await statusOf(node, 'GET', `${path}/b_${now}_${h}`)).toBe(404);
    expect(await put(node, `${path}/b`)).toBe(`201 ${path}/b_${now}_${h}`);
    expect(await statusOf(node, 'GET', `${path}/b_${now}_${h}`)).toBe(200);
    expect(await statusOf(node, 'DELETE', `${path}/b_${now}_${h}`)).toBe(200);
    expect(await statusOf(node, 'GET', path)).toBe(200);
  });

  test('a foreign file at the path of a directory is a 409', async () => {
    const node = await createTestContext();
    node.storageDisk.write('foo', 'x');
    expect(await put(node, '/foo/bar')).toBe('409 null');
  });

  test('those that a deletion leaves empty are removed', async () => {
    const node = await createTestContext();
    await put(node, '/x/y/a.txt');
    await put(node, '/x/b.txt');
    await statusOf(node, 'DELETE', `/x/y/a_${now}_${h}.txt`);
    expect(node.storageDisk.directories()).toContain('x');
    expect(node.storageDisk.directories()).not.toContain('x/y');
    await statusOf(node, 'DELETE', `/x/b_${now}_${h}.txt`);
    expect(node.storageDisk.directories()).not.toContain('x');
  });
});

describe('U23: a name has one spelling, and is one line', () => {
  test('spaces, dots and accents make other names', async () => {
    const node = await createTestContext();
    const names = ['a', '%20a', 'a%20', 'a.', 'A', 'e%CC%81', '%C3%A9', '%E2%80%8Ba'];
    for (const name of names) expect(await put(node, `/${name}`)).toMatch(/^201 /u);
    expect(node.storageDisk.paths()).toHaveLength(names.length);
  });

  test.each([['%0A'], ['%0D'], ['%00'], ['%C2%85']])('%s is a 400', async (character) => {
    const node = await createTestContext();
    const before = diskImage(node);
    expect(await statusOf(node, 'DELETE', `/a_1_${h}${character}b_1_${h}`)).toBe(400);
    expect(diskImage(node)).toEqual(before);
  });

  test('line separators of other standards stay in their line', async () => {
    const node = await createTestContext();
    const name = `/a%E2%80%A8b_1_${h}`;
    expect(await statusOf(node, 'DELETE', name)).toBe(404);
    const next = await node.restartAfterCrash();
    expect(await put(next, name, peerHeaders)).toBe('409 null');
    expect(await put(next, `/b_1_${h}`, peerHeaders)).toBe(`201 /b_1_${h}`);
  });
});

test('U25: an upload larger than the limit is refused, announced or not', async () => {
  const node = await createTestContext({ config: { maxSizeBytes: 10 } });
  expect(await put(node, '/a')).toBe('413 null');
  const unannounced = bodyStream('hello', ' world');
  expect((await send(node, 'PUT', '/a', { body: unannounced })).status).toBe(413);
  expect(await put(node, `/a_1_${h}`, peerHeaders)).toBe('413 null');
  expect(node.storageDisk.paths()).toEqual([]);
});
