import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';
import { sendTus } from '../../../support/node/tus.ts';

describe('OPTIONS', () => {
  test.each(['/_tus', '/_tus/', '/_tus/x'])('at %s says what is spoken', async (path) => {
    const node = await createTestContext({ config: { maxSizeBytes: 100 } });
    const { status, headers } = await send(node, 'OPTIONS', path);
    expect(status).toBe(204);
    expect(headers.get('tus-resumable')).toBe('1.0.0');
    expect(headers.get('tus-version')).toBe('1.0.0');
    expect(headers.get('tus-max-size')).toBe('100');
    expect(headers.get('tus-checksum-algorithm')).toBe('sha1');
    expect(headers.get('tus-extension')?.split(',')).toContain('creation-with-upload');
    expect(
      (await send(await createTestContext(), 'OPTIONS', path)).headers.get('tus-max-size'),
    ).toBeNull();
  });

  test('is not all that says which version is spoken: so does what is refused', async () => {
    const wrong = await send(await createTestContext(), 'FOO', '/_tus/');
    expect([wrong.status, wrong.headers.get('tus-resumable')]).toEqual([405, '1.0.0']);
    const crowded = await createTestContext({ requestLimits: { maxRequests: 0 } });
    const busy = await sendTus(crowded, 'POST', '/_tus/', { headers: { 'Upload-Length': '1' } });
    expect([busy.status, busy.headers.get('tus-resumable')]).toEqual([503, '1.0.0']);
  });

  test('lets pages of permitted origins use it', async () => {
    const node = await createTestContext({ config: { corsOrigins: ['https://app.example'] } });
    const Origin = 'https://app.example';
    const asked = 'tus-resumable,upload-length,upload-metadata';
    const headers = { Origin, 'Access-Control-Request-Headers': asked };
    const preflight = await send(node, 'OPTIONS', '/_tus/', { headers });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('upload-metadata');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
    const sent = { headers: { Origin, 'Upload-Length': '1' } };
    const response = await sendTus(node, 'POST', '/_tus/', sent);
    const readable = response.headers.get('access-control-expose-headers');
    expect(readable).toContain('Upload-Offset');
    expect(readable).toContain('Content-Location');
    expect(readable).toContain('Location');
  });
});
