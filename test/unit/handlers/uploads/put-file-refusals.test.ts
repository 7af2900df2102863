import { describe, expect, test } from 'vitest';
import { HttpError } from '../../../../lib/http/http-error.ts';
import { diskImage } from '../../../support/disk/disk-image.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, type Sent, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const otherH = sha1Of('other');

function fault(code: string): Error {
  return Object.assign(new Error(`${code}: /secret/path`), { code });
}

/** Sends an upload that must be rejected, and checks that it left nothing. */
async function refusal(
  node: TestContext,
  path: string,
  sent: Sent = {},
): Promise<[number, string]> {
  const before = diskImage(node);
  const response = await send(node, 'PUT', path, { body, ...sent });
  expect(diskImage(node)).toEqual(before);
  expect(node.storageDisk.openFileCount).toBe(0);
  expect(response.headers.get('location')).toBeNull();
  return [response.status, await response.text()];
}

describe('an upload is rejected by its name and headers before its body is read', () => {
  test.each([
    [400, '/', {}],
    [400, '/_status', {}],
    [400, '/_a', {}],
    [400, '/.cockatiel/staging/1', {}],
    [400, '/.cockatielx', {}],
    [400, '/a//b', {}],
    [400, '/a%2Fb', {}],
    [400, `/${'x'.repeat(204)}`, {}],
    [400, `/${'x'.repeat(255)}`, {}],
    [400, '/baz.html', peerHeaders],
    [400, `/baz_13_${h.toUpperCase()}.html`, peerHeaders],
    [400, `/_13_${h}`, peerHeaders],
    [400, '/a', { 'X-Content-SHA1': 'xyz' }],
    [400, '/a', { 'X-Content-SHA1': `${h}, ${h}` }],
    [400, '/a', { 'Content-Range': 'bytes 0-1/5' }],
    [400, '/a', { 'Content-Length': 'x' }],
    [413, '/a', { 'Content-Length': '101' }],
    [413, '/a', { 'Content-Length': '9223372036854775807' }],
    [415, '/a', { 'Content-Encoding': 'gzip' }],
    [415, '/a', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    [415, `/a_13_${h}`, { ...peerHeaders, 'Content-Type': 'multipart/form-data' }],
  ])('%d: %s %j', async (status, path, headers) => {
    const node = await createTestContext({ config: { maxSizeBytes: 100 } });
    let wasRead = false;
    const unread = bodyStream(() => {
      wasRead = true;
    });
    expect((await refusal(node, path, { headers, body: unread }))[0]).toBe(status);
    expect(wasRead).toBe(false);
  });

  test('413: a length beyond any file, where there is no limit', async () => {
    const sent = { headers: { 'Content-Length': '9223372036854775807' }, body: bodyStream('x') };
    expect((await refusal(await createTestContext(), '/a', sent))[0]).toBe(413);
  });

  test('411: neither a body nor a length', async () => {
    const [status, text] = await refusal(await createTestContext(), '/a', { body: null });
    expect([status, text]).toEqual([411, 'Send a Content-Length, or the body in chunks.\n']);
  });

  test('503: a disk that failed twice', async () => {
    const node = await createTestContext();
    node.storageDisk.intercept = ({ operation }) => {
      if (operation === 'write') throw fault('EIO');
    };
    expect((await refusal(node, '/a'))[0]).toBe(500);
    expect((await refusal(node, '/a'))[0]).toBe(500);
    node.storageDisk.intercept = () => undefined;
    const unread = bodyStream(() => {
      throw new Error('The body was read.');
    });
    expect(await refusal(node, '/a', { body: unread })).toEqual([
      503,
      'This node takes no writes at present.\n',
    ]);
  });

  test('507: no ballast for deletions', async () => {
    const { storageDisk, queueDisk } = await createTestContext();
    queueDisk.wipe('reserve');
    queueDisk.capacityBytes = 100;
    const node = await createTestContext({ storageDisk, queueDisk });
    const unread = bodyStream(() => {
      throw new Error('The body was read.');
    });
    expect((await refusal(node, '/a', { body: unread }))[0]).toBe(507);
  });
});

describe('an upload is rejected for its body', () => {
  test.each([
    ['a client', '/a', { 'X-Content-SHA1': otherH }],
    ['a peer', `/a_1_${otherH}`, { ...peerHeaders, 'X-Content-SHA1': otherH }],
    [
      'a peer that names another hash than the name',
      `/a_1_${h}`,
      {
        ...peerHeaders,
        'X-Content-SHA1': otherH,
      },
    ],
  ])('400: another hash than %s announced', async (_, path, headers) => {
    const [status, text] = await refusal(await createTestContext(), path, { headers });
    expect(status).toBe(400);
    expect(text).toBe(`The body's SHA-1 is ${h}, not the X-Content-SHA1 sent.\n`);
  });

  test('400: another hash than in the name that a peer sends', async () => {
    const sent = { headers: peerHeaders };
    const [status, text] = await refusal(await createTestContext(), `/a_1_${otherH}`, sent);
    expect([status, text]).toEqual([400, `The body's SHA-1 is ${h}, not the one in the name.\n`]);
  });

  test('400: a long name of this second with another content needs a second stamp', async () => {
    const name = `/${'x'.repeat(203)}_1700000000_`;
    expect((await refusal(await createTestContext(), `${name}${otherH}`))[0]).toBe(400);
    const stored = await send(await createTestContext(), 'PUT', `${name}${h}`, { body });
    expect(stored.status).toBe(201);
  });

  test('413: larger than the limit, while it is read', async () => {
    const node = await createTestContext({ config: { maxSizeBytes: 10 } });
    const endless = bodyStream('hello', ' world', () => {
      throw new Error('The body was read to its end.');
    });
    const [status, text] = await refusal(node, '/a', { body: endless });
    expect([status, text]).toEqual([413, 'The body is larger than the limit of 10 bytes.\n']);
  });

  test.each([
    [408, new HttpError(408, 'No byte arrived for 60 seconds.')],
    [400, new HttpError(400, 'The body ended before it was whole.')],
    [400, new TypeError('terminated')],
  ])('%d: aborted with it', async (status, error) => {
    const broken = bodyStream('hello', () => {
      throw error;
    });
    expect((await refusal(await createTestContext(), '/a', { body: broken }))[0]).toBe(status);
  });
});

describe('an upload is rejected because of the disk', () => {
  test('507: a full disk', async () => {
    const node = await createTestContext();
    node.storageDisk.capacityBytes = 5;
    expect(await refusal(node, '/dir/a')).toEqual([507, 'The disk is full.\n']);
    node.storageDisk.capacityBytes = Infinity;
    expect((await send(node, 'PUT', '/dir/a', { body })).status).toBe(201);
  });

  test('507: a full queue disk', async () => {
    const node = await createTestContext();
    node.queueDisk.capacityBytes = 0;
    expect((await refusal(node, '/dir/a'))[0]).toBe(507);
  });

  test.each(['create', 'write', 'sync', 'fstat', 'makeDirectory', 'rename'] as const)(
    '500: a fault at %s of the storage',
    async (operation) => {
      const node = await createTestContext();
      let isDue = true;
      node.storageDisk.intercept = (call) => {
        if (call.operation !== operation || !isDue) return;
        isDue = false;
        throw fault('EACCES');
      };
      const before = node.storageDisk.paths();
      const response = await send(node, 'PUT', '/dir/a', { body });
      expect([response.status, await response.text()]).toEqual([500, 'Internal server error.\n']);
      expect(node.storageDisk.paths()).toEqual(before);
      expect(node.storageDisk.directories()).not.toContain('dir');
    },
  );

  test('409: a foreign file at the path of a parent directory', async () => {
    const node = await createTestContext();
    node.storageDisk.write('foo', '');
    const [status, text] = await refusal(node, '/foo/bar');
    expect([status, text]).toEqual([409, 'A parent directory of this name is already a file.\n']);
  });
});
