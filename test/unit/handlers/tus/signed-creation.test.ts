import { describe, expect, test } from 'vitest';
import type { Permission } from '../../../../lib/access/signed-url.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { signQuery, writer, writersOnly } from '../../../support/node/sign-query.ts';
import { fileOf, metadataOf, sendPart, sendTus } from '../../../support/node/tus.ts';

const content = 'hello';
const file = { prefix: 'users/42', filename: 'a.png' };

function openNode(): Promise<TestContext> {
  return createTestContext({ secrets: writersOnly, config: { maxSizeBytes: 1000 } });
}

/** Begins an upload of five bytes with a query. */
function begin(
  node: TestContext,
  query: string,
  metadata: Record<string, string> = file,
  headers: Record<string, string> = { 'Upload-Length': '5' },
): Promise<Response> {
  const sent = { ...headers, 'Upload-Metadata': metadataOf(metadata) };
  return sendTus(node, 'POST', `/_tus/${query}`, { headers: sent });
}

describe('a URL that is signed for a prefix', () => {
  test.each<[what: string, limits: Partial<Permission>, metadata: Record<string, string>]>([
    ['', {}, file],
    [' with limits', { maxSizeBytes: 5, type: 'image/*' }, { ...file, filetype: 'image/png' }],
    [' with a limit above that of the node', { maxSizeBytes: 1001 }, file],
    [' of all names', { name: '' }, file],
    [' that is shorter than a directory', { name: 'users/4' }, file],
    [' that is longer than a directory', { name: 'users/42/a.' }, file],
    [' that is a whole name', { name: 'users/42/a.png' }, file],
    [' of other letters', { name: 'üsers/4 2&/' }, { path: 'üsers/4 2&/a.png' }],
  ])('%s permits an upload, at a URL with the same query', async (_, limits, metadata) => {
    const node = await openNode();
    const query = signQuery(limits);
    const begun = await begin(node, `${query}&other=1`, metadata);
    expect(begun.status).toBe(201);
    const location = begun.headers.get('location') ?? '';
    expect(location).toMatch(/^\/_tus\/[\da-f]{16}-[\da-f]{32}\?expires=1800000000&prefix=/u);
    expect(location.slice(location.indexOf('?'))).toBe(query);
    const last = await sendPart(node, location, 0, content);
    expect(last.status).toBe(204);
    expect(decodeURIComponent(fileOf(last))).toMatch(/^\/.sers\/[^?]*_[\da-f]{40}\.png$/u);
    expect(await (await send(node, 'GET', fileOf(last))).text()).toBe(content);
  });

  test('takes a whole upload with its first request', async () => {
    const node = await openNode();
    const response = await sendTus(node, 'POST', `/_tus/${signQuery({ maxSizeBytes: 5 })}`, {
      headers: {
        'Upload-Length': '5',
        'Upload-Metadata': metadataOf(file),
        'Content-Type': 'application/offset+octet-stream',
      },
      body: content,
    });
    expect([response.status, fileOf(response)]).toEqual([
      ...[201, `/users/42/a_1700000000_${sha1Of(content)}.png`],
    ]);
    expect(await response.text()).not.toContain('signature');
  });
});

describe('a signed URL permits no upload', () => {
  const images = { type: 'image/*' };
  test.each<
    [what: string, limits: Partial<Permission>, metadata: Record<string, string>, status: number]
  >([
    ['of another directory', {}, { ...file, prefix: 'users/43' }, 403],
    ['of the directory above', {}, { filename: 'a.png' }, 403],
    ['of a directory in other letters', {}, { ...file, prefix: 'Users/42' }, 403],
    ['of a directory that begins alike', {}, { ...file, prefix: 'users/422' }, 403],
    ['that is percent-encoded', {}, { ...file, prefix: 'users%2F42' }, 403],
    ['out of its directory', {}, { ...file, prefix: 'users/42/../43' }, 400],
    ['out of its directory by its path', {}, { path: 'users/42/../43/a.png' }, 400],
    ['of another path', {}, { ...file, path: 'users/43/a.png' }, 403],
    ['of a file whose name begins otherwise', { name: 'users/42/b' }, file, 403],
    ['of a name of the server', { name: '_' }, { path: '_tus/a.png' }, 400],
    ['of a name that is changed', { name: '_' }, { filename: '_tus' }, 403],
    ['that is larger', { maxSizeBytes: 4 }, file, 413],
    ['of any size', { maxSizeBytes: 0 }, file, 413],
    ['that is larger than the node takes', { maxSizeBytes: 2000 }, file, 413],
    ['of another type', images, { ...file, filename: 'a.html' }, 415],
    ['that is stated as another filetype', images, { ...file, filetype: 'text/html' }, 415],
    ['that is stated as another type', images, { ...file, type: 'text/html' }, 415],
    ['that is stated as another contentType', images, { ...file, contentType: 'text/html' }, 415],
    [
      ...(['that is stated as two types', images] as const),
      ...([{ ...file, filetype: 'image/png', type: 'text/html' }, 415] as const),
    ],
    ['once it has expired', { expires: 1_700_000_000 }, file, 403],
    ['where it is signed to read', { method: 'GET' }, file, 401],
  ])('%s', async (what, limits, metadata, status) => {
    const node = await openNode();
    const length = what.endsWith('node takes') ? '1500' : '5';
    const refused = await begin(node, signQuery(limits), metadata, { 'Upload-Length': length });
    expect(refused.status).toBe(status);
    expect(await refused.text()).not.toContain('signature');
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test.each<[what: string, query: string]>([
    ['of another secret', signQuery({}, 'joining')],
    ['with a second prefix', `${signQuery()}&prefix=users/43/`],
    ['with a second prefix before it', signQuery().replace('?', '?prefix=users/43/&')],
    ['with a second size', `${signQuery({ maxSizeBytes: 5 })}&max-size=9`],
    ['with a second end', `${signQuery()}&expires=1900000000`],
    ['with a second signature', `${signQuery()}&signature=${'a'.repeat(64)}`],
    ['without its size', signQuery({ maxSizeBytes: 4 }).replace('&max-size=4', '')],
    ['without its type', signQuery({ type: 'image/*' }).replace('&type=image/*', '')],
    ['with a shorter prefix', signQuery().replace('users/42/', 'users/')],
    ['with a prefix in capitals', signQuery().replace('users', 'Users')],
    ['with a line break in its prefix', signQuery().replace('42/', '42/%0A')],
    ['whose signature is no hex', signQuery().replace(/signature=.*/u, 'signature=x')],
  ])('%s: 401', async (_, query) => {
    const node = await openNode();
    const refused = await begin(node, query);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      ...[401, 'Bearer realm="cockatiel"'],
    ]);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('where it is signed for one name, and says what to do', async () => {
    const node = await openNode();
    for (const name of ['users/42/a.png', '_tus/']) {
      const refused = await begin(node, signQuery({ name, isPrefix: false }));
      expect(refused.status).toBe(403);
      expect(await refused.text()).toBe(
        'Resumable uploads take a URL that is signed for a prefix; send this file by PUT.\n',
      );
    }
    // A library that goes on by PUT is no incident.
    expect(node.logLines).toEqual([]);
  });
});

test('as for a PUT, a signature counts for nobody who may write without it', async () => {
  const query = signQuery({ maxSizeBytes: 1 });
  const other = { ...file, prefix: 'users/43' };
  const anybody = await createTestContext();
  const begun = await begin(anybody, query, other);
  expect([begun.status, begun.headers.get('location')]).toEqual([
    ...[201, expect.stringMatching(/^\/_tus\/[\da-f-]{49}$/u)],
  ]);
  const owner = await begin(await openNode(), query, other, { ...writer, 'Upload-Length': '5' });
  expect([owner.status, owner.headers.get('location')]).toEqual([
    ...[201, expect.stringMatching(/^\/_tus\/[\da-f-]{49}$/u)],
  ]);
});

describe('of the places for unfinished uploads', () => {
  test('one signed URL takes an eighth, and all of them half', async () => {
    const secrets = writersOnly;
    const node = await createTestContext({ secrets, partialUploadLimits: { maxUploads: 16 } });
    const statuses: number[] = [];
    for (let expires = 1_800_000_000; expires < 1_800_000_005; expires += 1) {
      for (let at = 0; at < 3; at += 1) {
        statuses.push((await begin(node, signQuery({ expires }))).status);
      }
    }
    const each = [201, 201, 503];
    expect(statuses).toEqual([...each, ...each, ...each, ...each, 503, 503, 503]);
    const secret = await begin(node, '', file, { ...writer, 'Upload-Length': '5' });
    expect(secret.status).toBe(201);
  });

  test('one that is stored, or ended, takes none', async () => {
    const secrets = writersOnly;
    const node = await createTestContext({ secrets, partialUploadLimits: { maxUploads: 8 } });
    for (const method of ['PATCH', 'DELETE', 'PATCH']) {
      const begun = await begin(node, signQuery());
      expect(begun.status).toBe(201);
      expect((await begin(node, signQuery())).status).toBe(503);
      const location = begun.headers.get('location') ?? '';
      const end =
        method === 'PATCH'
          ? await sendPart(node, location, 0, content)
          : await sendTus(node, method, location);
      expect(end.status).toBe(204);
    }
  });
});
