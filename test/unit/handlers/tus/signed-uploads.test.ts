import { describe, expect, test } from 'vitest';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { send } from '../../../support/node/send.ts';
import { cut } from '../../../support/node/send-rest.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { signQuery, writer } from '../../../support/node/sign-query.ts';
import {
  beginSigned,
  content,
  nodeWithForeign,
  openGuarded,
  ownerHead,
  signedRequests,
  stored,
} from '../../../support/node/signed-uploads.ts';
import { checksumOf, fileOf, offsetOf, sendPart, sendTus } from '../../../support/node/tus.ts';

describe('an upload by a signed URL', () => {
  test('goes on behind a body that broke off', async () => {
    const node = await openGuarded();
    const url = await beginSigned(node, signQuery({ maxSizeBytes: content.length }));
    expect((await sendPart(node, url, 0, bodyStream('hello, ', cut))).status).toBe(400);
    expect(await offsetOf(node, url)).toBe(7);
    const last = await sendPart(node, url, 7, 'large world', { Accept: 'application/json' });
    expect(await last.json()).toMatchObject({ url: stored });
  });

  test('that has expired while its body comes is taken in, and nothing after that', async () => {
    const node = await openGuarded();
    const url = await beginSigned(node, signQuery());
    const body = bodyStream('hello, ', () => {
      node.clock.ms = 1_800_000_000_000;
    });
    expect((await sendPart(node, url, 0, body)).status).toBe(204);
    for (const [, , ask] of signedRequests) expect((await ask(node, url)).status).toBe(403);
    const path = url.slice(0, url.indexOf('?'));
    expect((await ownerHead(node, path)).headers.get('upload-offset')).toBe('7');
  });

  test('counts as a whole or not at all where it has a checksum', async () => {
    const node = await openGuarded();
    const url = await beginSigned(node, signQuery());
    const wrong = { 'Upload-Checksum': checksumOf('other') };
    expect((await sendPart(node, url, 0, content, wrong)).status).toBe(460);
    expect(await offsetOf(node, url)).toBe(0);
    const right = { 'Upload-Checksum': checksumOf(content) };
    expect(fileOf(await sendPart(node, url, 0, content, right))).toBe(stored);
  });

  test('is stored later by a HEAD that the signature permits, and by no other', async () => {
    const { node, path } = await nodeWithForeign();
    node.storageDisk.intercept = ({ operation, path: at }) => {
      if (operation === 'rename' && at.startsWith('.cockatiel/uploads') === false) {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      }
    };
    expect((await sendPart(node, path, 0, content, writer)).status).toBe(507);
    node.storageDisk.intercept = () => undefined;
    for (const limits of [{ name: 'users/43/' }, { maxSizeBytes: 17 }, { type: 'image/*' }]) {
      const refused = await sendTus(node, 'HEAD', path + signQuery(limits));
      expect([403, 413, 415]).toContain(refused.status);
      expect(node.storageDisk.paths()).not.toContain(stored.slice(1));
    }
    expect(fileOf(await sendTus(node, 'HEAD', path + signQuery()))).toBe(stored);
  });

  test('can be ended, but not the file that it has become', async () => {
    const node = await openGuarded();
    const url = await beginSigned(node, signQuery());
    await sendPart(node, url, 0, content);
    expect((await sendTus(node, 'DELETE', url)).status).toBe(204);
    expect(await (await send(node, 'GET', stored)).text()).toBe(content);
    expect((await send(node, 'DELETE', stored + signQuery())).status).toBe(401);
  });

  test('goes on after a restart', async () => {
    const node = await openGuarded();
    const url = await beginSigned(node, signQuery());
    await sendPart(node, url, 0, 'hello, ');
    const next = await node.restartAfterCrash();
    expect(await offsetOf(next, url)).toBe(7);
    const path = url.slice(0, url.indexOf('?'));
    expect(await offsetOf(next, path + signQuery({ name: 'users/43/' }))).toBe(-403);
    expect(fileOf(await sendPart(next, url, 7, 'large world'))).toBe(stored);
  });
});

describe('the length of an upload by a signed URL may come later', () => {
  const query = signQuery({ maxSizeBytes: 5 });
  const deferred = { 'Upload-Defer-Length': '1' };

  test('but is no more than was signed', async () => {
    const node = await openGuarded();
    const url = await beginSigned(node, query, deferred);
    const more = await sendPart(node, url, 0, '', { 'Upload-Length': '6' });
    expect(more.status).toBe(413);
    const fits = await sendPart(node, url, 0, 'hello', { 'Upload-Length': '5' });
    expect(fits.status).toBe(204);
    expect(fileOf(fits)).toContain(sha1Of('hello'));
  });

  test('and no more bytes are taken in before it is known', async () => {
    const node = await openGuarded();
    const url = await beginSigned(node, query, deferred);
    expect((await sendPart(node, url, 0, 'hello, ')).status).toBe(413);
    expect(await offsetOf(node, url)).toBe(0);
    expect((await sendPart(node, url, 0, bodyStream('hello', ', '))).status).toBe(413);
    expect(await offsetOf(node, url)).toBe(5);
    expect((await sendPart(node, url, 5, bodyStream('!'))).status).toBe(413);
  });

  test('and a URL for less takes none that has more already', async () => {
    const node = await openGuarded();
    const url = await beginSigned(node, signQuery(), deferred);
    await sendPart(node, url, 0, 'hello, ');
    const path = url.slice(0, url.indexOf('?'));
    expect(await offsetOf(node, path + query)).toBe(-413);
    expect((await sendTus(node, 'DELETE', path + query)).status).toBe(413);
  });
});
