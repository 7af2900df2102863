import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { validateMessage } from '../../../../../runtime/node/http/request-validator.ts';
import { createTestContext } from '../../../../support/node/create-test-context.ts';

const host = ['Host', 'a.example'];
const { ctx } = await createTestContext({ config: { publicUrl: 'https://a.example' } });

interface Given {
  readonly method?: string;
  readonly httpVersion?: string;
  readonly rawHeaders?: readonly string[];
}

/** A request as Node's parser makes it, as far as the validator reads it. */
function request({ method = 'GET', httpVersion = '1.1', rawHeaders = host }: Given) {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers[(rawHeaders[index] ?? '').toLowerCase()] ??= rawHeaders[index + 1] ?? '';
  }
  return { method, httpVersion, headers, rawHeaders } as unknown as IncomingMessage;
}

describe('a request', () => {
  it.each<[what: string, given: Given, status: number]>([
    ['of HTTP/0.9', { httpVersion: '0.9' }, 400],
    ['of HTTP/2', { httpVersion: '2.0' }, 505],
    ['without a Host', { rawHeaders: [] }, 400],
    ['with two of them', { rawHeaders: [...host, ...host] }, 400],
    ['with one that is not valid', { rawHeaders: ['Host', 'a b'] }, 400],
    ['for a host that is not served', { rawHeaders: ['Host', 'evil.example'] }, 421],
    ['with another expectation', { rawHeaders: [...host, 'Expect', 'a'] }, 417],
    ['to upload without a length', { method: 'PUT' }, 411],
    ['with 101 headers', { rawHeaders: [...host, ...Array(200).fill('X-A')] }, 431],
    [
      'with two Authorization headers',
      { rawHeaders: [...host, 'authorization', 'a', 'Authorization', 'b'] },
      401,
    ],
    [
      'with an unknown coding',
      { rawHeaders: [...host, 'Transfer-Encoding', 'gzip, chunked'] },
      501,
    ],
    [
      'whose last coding is not chunked',
      { rawHeaders: [...host, 'Transfer-Encoding', 'chunked, gzip'] },
      400,
    ],
    [
      'of HTTP/1.0 in chunks',
      { httpVersion: '1.0', rawHeaders: ['Transfer-Encoding', 'chunked'] },
      400,
    ],
  ])('%s is rejected: %#', (_what, given, status) => {
    expect(() => validateMessage(request(given), ctx)).toThrow(expect.objectContaining({ status }));
  });

  it.each<[what: string, given: Given]>([
    ['of HTTP/1.1', {}],
    ['of HTTP/1.0 without a Host', { httpVersion: '1.0', rawHeaders: [] }],
    ['of HTTP/1.0 with an expectation', { httpVersion: '1.0', rawHeaders: ['Expect', 'a'] }],
    ['that waits for 100 Continue', { rawHeaders: [...host, 'Expect', '100-Continue'] }],
    ['with 100 headers', { rawHeaders: [...host, ...Array(198).fill('X-A')] }],
    ['in chunks', { method: 'PUT', rawHeaders: [...host, 'Transfer-Encoding', 'Chunked'] }],
    ['with a length', { method: 'PUT', rawHeaders: [...host, 'Content-Length', '0'] }],
    [
      'from a node, for any host',
      { method: 'HEAD', rawHeaders: ['Host', 'b.example', 'User-Agent', 'cockatiel/1'] },
    ],
  ])('%s is accepted', (_what, given) => {
    expect(() => validateMessage(request(given), ctx)).not.toThrow();
  });

  it('of HTTP/1.0 has no expectation', () => {
    const old = request({ httpVersion: '1.0', rawHeaders: ['Expect', '100-continue'] });
    validateMessage(old, ctx);
    expect(old.headers).not.toHaveProperty('expect');
  });
});
