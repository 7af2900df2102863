import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { pending } from '../../support/node/pending.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const path = `/a_1700000000_${h}.txt`;
const config = { peerUrls: ['http://peer'] };
const before = 'Tue, 14 Nov 2023 22:13:19 GMT';
const same = 'Tue, 14 Nov 2023 22:13:20 GMT';

describe.each([
  ['a client', {}],
  ['a peer', peerHeaders],
])('a conditional deletion by %s', (_, sender) => {
  test.each([
    [412, { 'If-Match': '"other"' }],
    [412, { 'If-Match': `W/"${h}"` }],
    [412, { 'If-Match': h }],
    [412, { 'If-Match': `other, ${h}` }],
    [412, { 'If-Match': '' }],
    [412, { 'If-Unmodified-Since': before }],
    [412, { 'If-None-Match': '*' }],
    [412, { 'If-None-Match': `"${h}"` }],
    [200, { 'If-Match': '*' }],
    [200, { 'If-Match': `"${h}"`, 'If-Unmodified-Since': before }],
    [200, { 'If-Match': `"other", "${h}"` }],
    [200, { 'If-Unmodified-Since': same }],
    [200, { 'If-Unmodified-Since': 'no date' }],
    [200, { 'If-None-Match': '"other"' }],
    [200, { 'If-Modified-Since': same }],
  ])('of a stored file is %d for %j', async (status, conditions) => {
    const node = await createTestContext({ config });
    await send(node, 'PUT', '/a.txt', { body });
    const headers = { ...sender, ...(conditions as Record<string, string>) };
    expect((await send(node, 'DELETE', path, { headers })).status).toBe(status);
    expect((await send(node, 'GET', path)).status).toBe(status === 412 ? 200 : 404);
    expect(pending(node)).toBe(status === 412 ? 1 : 2);
  });

  test.each([
    [412, 0, { 'If-Match': '*' }],
    [412, 0, { 'If-Match': '"other"' }],
    [412, 0, { 'If-Match': `"${h}"` }],
    [412, 0, { 'If-Match': h }],
    [412, 0, { 'If-Match': '*', 'If-None-Match': '*' }],
    [412, 0, { 'If-Unmodified-Since': before }],
    [404, 1, { 'If-None-Match': '*' }],
    [404, 1, { 'If-Unmodified-Since': same }],
    [404, 1, {}],
  ])('of an unknown name is %d and records %d for %j', async (status, recorded, conditions) => {
    const node = await createTestContext({ config });
    const headers = { ...sender, ...(conditions as Record<string, string>) };
    expect((await send(node, 'DELETE', path, { headers })).status).toBe(status);
    expect(pending(node)).toBe(recorded);
  });

  test('of a deleted name is a 404', async () => {
    const node = await createTestContext({ config });
    await send(node, 'DELETE', path, { headers: sender });
    const headers = { ...sender, 'If-None-Match': '*' };
    expect((await send(node, 'DELETE', path, { headers })).status).toBe(404);
  });

  test('that fails for want of the file leaves its name usable', async () => {
    const node = await createTestContext({ config });
    const headers = { ...sender, 'If-Match': '*' };
    expect((await send(node, 'DELETE', path, { headers })).status).toBe(412);
    const upload = { body, headers: peerHeaders };
    expect((await send(node, 'PUT', path, upload)).status).toBe(201);
    expect((await send(node, 'DELETE', path, { headers })).status).toBe(200);
  });

  test.each([
    [200, { 'If-None-Match': '*' }],
    [412, { 'If-Match': '*' }],
    [412, { 'If-Match': `"${h}"` }],
  ])('of a deleted name whose file is still on disk is a %d for %j', async (status, conditions) => {
    const node = await createTestContext({ config });
    await send(node, 'DELETE', path, { headers: sender });
    // As after a removal that failed.
    node.storageDisk.write(path.slice(1), body);
    const headers = { ...sender, ...(conditions as Record<string, string>) };
    expect((await send(node, 'DELETE', path, { headers })).status).toBe(status);
    expect(pending(node)).toBe(1);
  });
});
