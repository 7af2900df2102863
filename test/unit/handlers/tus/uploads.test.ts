import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import {
  beginUpload,
  fileOf,
  metadataOf,
  offsetOf,
  sendPart,
  sendTus,
} from '../../../support/node/tus.ts';

const content = 'hello, large world';
const stored = `/a_1700000000_${sha1Of(content)}.txt`;

describe('an upload', () => {
  test('in two parts becomes the file that a PUT would have stored', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, content.length);
    expect(path).toMatch(/^\/_tus\/0123456789abcdef-[0-9a-f]{32}$/u);
    expect(await offsetOf(node, path)).toBe(0);
    const first = await sendPart(node, path, 0, 'hello, ');
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '7']);
    expect(first.headers.get('upload-expires')).toBe('Wed, 15 Nov 2023 22:13:20 GMT');
    expect(await offsetOf(node, path)).toBe(7);
    expect((await send(node, 'GET', stored)).status).toBe(404);
    const last = await sendPart(node, path, 7, 'large world');
    expect([last.status, last.headers.get('upload-offset'), fileOf(last)]).toEqual([
      ...[204, '18', stored],
    ]);
    expect(last.headers.get('upload-expires')).toBeNull();
    expect(await (await send(node, 'GET', stored)).text()).toBe(content);
    // For a while it is remembered where the file is.
    const remembered = `.cockatiel/uploads/${path.slice('/_tus/'.length)}.json`;
    expect(node.storageDisk.paths()).toEqual([remembered, stored.slice(1)]);
    expect(node.storageDisk.openFileCount).toBe(0);
    expect(node.ctx.inventory.bytes.total).toBe(content.length);
  });

  test('is described as JSON where its client asks for that', async () => {
    const node = await createTestContext({ config: { publicUrl: 'https://files.example' } });
    const path = await beginUpload(node, content.length);
    const { pathname } = new URL(path);
    const headers = { Accept: 'text/html, application/json' };
    const response = await sendPart(node, pathname, 0, content, headers);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      name: stored.slice(1),
      url: `https://files.example${stored}`,
      size: content.length,
      sha1: sha1Of(content),
      type: 'text/plain',
    });
  });

  test('tells a client that lost the last response where the file is', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, content.length);
    await sendPart(node, path, 0, content);
    for (const open of [node, await node.restart()]) {
      const head = await sendTus(open, 'HEAD', path);
      expect([head.status, fileOf(head)]).toEqual([200, stored]);
      expect(head.headers.get('upload-offset')).toBe(head.headers.get('upload-length'));
      expect(head.headers.get('cache-control')).toBe('no-store');
      expect(head.headers.get('upload-metadata')).toBe(metadataOf({ filename: 'a.txt' }));
      const again = await sendPart(open, path, content.length, '');
      expect([again.status, fileOf(again)]).toEqual([204, stored]);
    }
  });

  test('of no bytes is a file at once', async () => {
    const node = await createTestContext();
    const headers = { 'Upload-Length': '0', 'Upload-Metadata': '' };
    const response = await sendTus(node, 'POST', '/_tus', { headers });
    expect([response.status, fileOf(response)]).toEqual([
      ...[201, `/file_1700000000_${sha1Of('')}`],
    ]);
    expect(await response.json()).toMatchObject({ size: 0 });
  });

  test('may begin with its first bytes, or with all of them', async () => {
    const node = await createTestContext();
    const type = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Length': '5' };
    const some = await sendTus(node, 'POST', '/_tus/', { headers: type, body: 'hel' });
    expect([some.status, some.headers.get('upload-offset')]).toEqual([201, '3']);
    expect(await offsetOf(node, some.headers.get('location') ?? '')).toBe(3);
    const all = await sendTus(node, 'POST', '/_tus/', { headers: type, body: 'hello' });
    expect([all.status, fileOf(all)]).toEqual([...[201, `/file_1700000000_${sha1Of('hello')}`]]);
  });

  test('may say its length later', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, undefined);
    const before = await sendTus(node, 'HEAD', path);
    expect(before.headers.get('upload-defer-length')).toBe('1');
    expect(before.headers.get('upload-length')).toBeNull();
    await sendPart(node, path, 0, 'hello, large ');
    const last = await sendPart(node, path, 13, 'world', { 'Upload-Length': '18' });
    expect([last.status, fileOf(last)]).toEqual([204, stored]);
  });

  test('may say only after its last byte that this was the last', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, undefined);
    await sendPart(node, path, 0, content);
    const last = await sendPart(node, path, 18, '', { 'Upload-Length': '18' });
    expect([last.status, fileOf(last)]).toEqual([204, stored]);
  });

  test('that is ended leaves nothing, and the file that it has become stays', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, content.length);
    await sendPart(node, path, 0, 'hello');
    expect((await sendTus(node, 'DELETE', path)).status).toBe(204);
    expect(await offsetOf(node, path)).toBe(-404);
    expect(node.storageDisk.paths()).toEqual([]);
    const other = await beginUpload(node, content.length);
    await sendPart(node, other, 0, content);
    expect((await sendTus(node, 'DELETE', other)).status).toBe(204);
    expect((await send(node, 'HEAD', stored)).status).toBe(200);
    expect((await node.restart()).storageDisk.paths()).toEqual([stored.slice(1)]);
  });

  test('is reached by POST where its client may send no other method', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, 5);
    const part = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' };
    const override = (method: string) => ({ ...part, 'X-HTTP-Method-Override': method });
    const appended = await sendTus(node, 'POST', path, { headers: override('PATCH'), body: 'hel' });
    expect(appended.headers.get('upload-offset')).toBe('3');
    expect((await sendTus(node, 'POST', path, { headers: override('HEAD') })).status).toBe(200);
    expect((await sendTus(node, 'POST', path, { headers: override('GET') })).status).toBe(400);
    expect((await sendTus(node, 'POST', path)).status).toBe(400);
    expect((await sendTus(node, 'POST', path, { headers: override('DELETE') })).status).toBe(204);
  });
});

describe('the name of an upload', () => {
  const h = sha1Of('x');

  test.each([
    [{ filename: 'C:\\photos\\a b.jpg' }, `/a%20b_1700000000_${h}.jpg`],
    [{ filename: '../../a.jpg' }, `/a_1700000000_${h}.jpg`],
    [{ name: 'b.jpg' }, `/b_1700000000_${h}.jpg`],
    [{ filename: 'ü.jpg', prefix: '/some/where/' }, `/some/where/%C3%BC_1700000000_${h}.jpg`],
    [{ filename: 'a/..' }, `/file_1700000000_${h}`],
    [{ path: 'b c/ü%.jpg', filename: 'd' }, `/b%20c/%C3%BC%25_1700000000_${h}.jpg`],
    [{ filename: '_DSC1.jpg' }, `/file_DSC1_1700000000_${h}.jpg`],
    [{}, `/file_1700000000_${h}`],
  ] as const)('of %j is %s', async (metadata, file) => {
    const node = await createTestContext();
    const path = await beginUpload(node, 1, { 'Upload-Metadata': metadataOf(metadata) });
    expect(fileOf(await sendPart(node, path, 0, 'x'))).toBe(file);
  });

  test.each([
    [{ prefix: '../b' }],
    [{ prefix: 'b//c' }],
    [{ prefix: 'b\nc' }],
    [{ prefix: '.cockatiel' }],
    [{ prefix: '_ui' }],
    [{ prefix: 'a'.repeat(256) }],
    [{ path: '' }],
    [{ path: '/b' }],
    [{ path: 'b/../c' }],
    [{ path: '_status' }],
    [{ path: '.cockatiel/b' }],
  ])('can not be in %j', async (metadata) => {
    const node = await createTestContext();
    const headers = { 'Upload-Metadata': metadataOf({ filename: 'a', ...metadata }) };
    await expect(beginUpload(node, 1, headers)).rejects.toThrow(/name|reserved/iu);
    expect(node.storageDisk.paths()).toEqual([]);
  });
});

test('an empty part of an upload that is not whole changes nothing', async () => {
  const node = await createTestContext();
  const path = await beginUpload(node, 12);
  await sendPart(node, path, 0, 'hello, ');
  expect((await sendPart(node, path, 7, '')).status).toBe(204);
  expect(await offsetOf(node, path)).toBe(7);
});
