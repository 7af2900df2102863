import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';

const Authorization =
  'AWS4-HMAC-SHA256 Credential=AKID/20261130/us-east-1/s3/aws4_request, ' +
  'SignedHeaders=host;x-amz-date, Signature=0123';

describe('a client of S3 is refused in its own terms', () => {
  test.each([
    ['PUT', '/bucket/key', { Authorization }],
    ['PUT', '/bucket/key', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }],
    ['GET', '/bucket/key', { Authorization }],
    ['GET', '/', { Authorization }],
    ['DELETE', '/bucket/key', { Authorization }],
    ['POST', '/bucket/key?uploads', { Authorization }],
    ['PUT', '/bucket/key', { Authorization: 'AWS AKID:0123=' }],
    ['PUT', '/bucket/key', { Authorization: Authorization.replace('HMAC', 'ECDSA-P256') }],
    ['PUT', '/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=01', {}],
    ['PUT', '/bucket/key?AWSAccessKeyId=AKID&Signature=01&Expires=1', {}],
  ] as const)('%s %s', async (method, path, headers) => {
    for (const write of [[], ['writing']]) {
      const node = await createTestContext({ secrets: { read: [], write, cluster: [] } });
      const body = method === 'PUT' ? 'x' : null;
      const response = await send(node, method, path, { headers, body });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        501,
        'application/xml',
      ]);
      expect(await response.text()).toMatch(/<Code>NotImplemented<\/Code><Message>This is no S3/u);
      expect(node.storageDisk.paths()).toEqual([]);
    }
  });

  test('others may sign as they like', async () => {
    const node = await createTestContext();
    const headers = { Authorization: 'Bearer AWS4-HMAC-SHA256' };
    expect((await send(node, 'PUT', '/a', { headers, body: 'x' })).status).toBe(201);
  });
});
