import { describe, expect, test } from 'vitest';
import { sign } from '../../../lib/access/secrets.ts';
import { formatSignedQuery, signedText } from '../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const sha1 = sha1Of('content');
const secrets = { read: ['reading'], write: ['writing'], cluster: ['joining'] };
const origin = 'https://www.example.com';

async function nodeWith(name: string, options: Parameters<typeof createTestContext>[0] = {}) {
  const node = await createTestContext(options);
  node.storageDisk.write(name, 'content');
  return node;
}

/** The headers that a request may have, and those that caches consider by HTTP itself. */
const sent: readonly [name: string, value: string][] = [
  ['Service-Worker', 'script'],
  ['Service-Worker', ''],
  ['Origin', origin],
  ['Origin', 'null'],
  ['Authorization', 'Bearer reading'],
  ['Authorization', 'Bearer guess'],
  ['Authorization', 'Bearer writing'],
  ['User-Agent', 'cockatiel/1.0.0'],
  ['X-Cockatiel-Node', '0123456789abcdef'],
  ['X-Cockatiel-Offer', '1'],
  ['Accept', 'text/html'],
  ['Accept-Encoding', 'br, gzip'],
  ['Accept-Language', 'de'],
  ['Cookie', 'a=b'],
  ['Referer', `${origin}/`],
  ['Sec-Fetch-Dest', 'serviceworker'],
  ['Sec-Fetch-Mode', 'navigate'],
  ['X-Requested-With', 'XMLHttpRequest'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-Forwarded-Proto', 'https'],
  ['Cache-Control', 'no-cache'],
  ['Range', 'bytes=-1'],
];

describe.each([
  ['open to all', {}],
  ['for pages of one site', { config: { corsOrigins: [origin] } }],
  ['for pages of all sites', { config: { corsOrigins: ['*'] } }],
  ['restricted', { secrets }],
  ['restricted, for pages of one site', { secrets, config: { corsOrigins: [origin] } }],
])('of a node %s a cache keeps no response that', (_how, options) => {
  test.each(['.js', '.html', '.svg', '.nosuch', '.txt', '.png', ''])(
    'depends for %s on a header that Vary does not name',
    async (extension) => {
      const name = `a_1_${sha1}${extension}`;
      const node = await nodeWith(name, options);
      // The one that a cache would keep, and send to anybody else.
      const first = await send(node, 'GET', `/${name}`, {
        headers: { Authorization: 'Bearer reading' },
      });
      expect(first.status).toBe(200);
      const named = (first.headers.get('vary') ?? '').toLowerCase().split(', ');
      for (const [header, value] of sent) {
        const asked = { Authorization: 'Bearer reading', [header]: value };
        const response = await send(node, 'GET', `/${name}`, { headers: asked });
        if (response.status === 206 || named.includes(header.toLowerCase())) continue;
        // A node without a secret is rejected, and caches are not for nodes.
        if (header === 'X-Cockatiel-Node' && response.status === 401) continue;
        expect([header, response.status, [...response.headers]]).toEqual([
          header,
          200,
          [...first.headers],
        ]);
      }
    },
  );
});

describe('no script that was uploaded becomes a service worker', () => {
  test.each(['.js', '.mjs', '.html', '.nosuch', ''])('as %s', async (extension) => {
    const path = `/a_1_${sha1}${extension}`;
    const node = await nodeWith(path.slice(1));
    const headers = { 'Service-Worker': 'script' };
    expect((await send(node, 'GET', path, { headers })).status).toBe(403);
    const responses = [
      await send(node, 'GET', path),
      await send(node, 'HEAD', path),
      await send(node, 'GET', path, { headers: { Range: 'bytes=0-1' } }),
      await send(node, 'GET', path, { headers: { 'If-None-Match': `"${sha1}"` } }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 206, 304]);
    for (const response of responses) expect(response.headers.get('vary')).toBe('Service-Worker');
  });
});

describe('pages of other sites may embed files, and nothing else', () => {
  test.each([
    ['GET', `/a_1_${sha1}.png`, {}, 200, 'cross-origin'],
    ['GET', `/a_1_${sha1}.png`, { 'If-None-Match': '*' }, 304, 'cross-origin'],
    ['GET', `/a_1_${sha1}.png`, { Range: 'bytes=0-1' }, 206, 'cross-origin'],
    ['GET', `/a_1_${sha1}.png`, { Range: 'bytes=99-' }, 416, 'same-origin'],
    ['GET', '/absent', {}, 404, 'same-origin'],
    ['GET', '/a//b', {}, 400, 'same-origin'],
    ['GET', '/_status', {}, 200, 'same-origin'],
    ['OPTIONS', '/a', {}, 204, 'same-origin'],
    ['POST', '/a', {}, 405, 'same-origin'],
    ['PUT', '/b.txt', {}, 201, 'same-origin'],
    ['DELETE', `/a_1_${sha1}.png`, {}, 200, 'same-origin'],
  ] as const)('%s %s %j: %d, %s', async (method, path, headers, status, policy) => {
    const node = await nodeWith(`a_1_${sha1}.png`);
    const body = method === 'PUT' ? 'x' : null;
    const response = await send(node, method, path, { headers, body });
    expect(response.status).toBe(status);
    expect(response.headers.get('cross-origin-resource-policy')).toBe(policy);
  });
});

test('a response to a signed URL is cached no longer than the URL is valid', async () => {
  const name = `a_1_${sha1}.png`;
  const node = await nodeWith(name, { secrets });
  const expires = node.clock.ms / 1000 + 60;
  const permission = { method: 'GET', name, isPrefix: false, expires } as const;
  const signature = sign(hmacSha256, 'reading', signedText(permission));
  const path = `/${name}?${formatSignedQuery({ permission, signature })}`;
  node.clock.ms += 20_500;
  for (const headers of [{}, { 'If-None-Match': '*' }, { Range: 'bytes=0-1' }]) {
    const response = await send(node, 'GET', path, { headers });
    expect(response.headers.get('cache-control')).toBe('private, max-age=39');
  }
});
