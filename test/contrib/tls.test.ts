import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { makeCertificates } from '../support/cluster/make-certificates.ts';
import { addressesOf, certificateIn, fillIn } from '../support/contrib/fill-in.ts';
import { startHaproxyFront, startNginxFront } from '../support/contrib/fronts.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

/** A proxy with its certificate, in front of one node in the place of three. */
interface SecureProxy {
  readonly port: number;
  readonly plainPort: number;
  readonly authority: Buffer;
}

interface SecureResponse {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly text: string;
}

/** nginx with one of its files, and the host that this is for. */
async function startNginxWith(
  file: string,
  host: string,
  node: number,
  ctx: TestContext,
): Promise<SecureProxy> {
  const { directory, authority } = await certify(ctx);
  const [port = 0, plainPort = 0] = await findFreePorts(2);
  const site = await fillIn(`nginx/${file}`, {
    ...addressesOf([node, node, node]),
    'listen 443 ssl;': `listen 127.0.0.1:${port} ssl;`,
    'listen 80;': `listen 127.0.0.1:${plainPort};`,
    ...certificateIn(directory, host),
  });
  await startNginxFront(site, port, ctx);
  return { port, plainPort, authority };
}

function startNginx(node: number, ctx: TestContext): Promise<SecureProxy> {
  return startNginxWith('proxy.conf', 'files.example.com', node, ctx);
}

async function startHaproxy(node: number, ctx: TestContext): Promise<SecureProxy> {
  const { directory, authority } = await certify(ctx);
  const [port = 0, plainPort = 0] = await findFreePorts(2);
  const configuration = await fillIn('haproxy/haproxy.cfg', {
    ...addressesOf([node, node, node]),
    'bind :80': `bind 127.0.0.1:${plainPort}`,
    'bind :443': `bind 127.0.0.1:${port}`,
    '/etc/haproxy/files.example.com.pem': join(directory, 'both.pem'),
  });
  await startHaproxyFront(configuration, port, ctx);
  return { port, plainPort, authority };
}

async function certify(ctx: TestContext): Promise<{ directory: string; authority: Buffer }> {
  const directory = await useTestDirectory();
  const made = makeCertificates(directory);
  if (made === undefined) return ctx.skip('openssl is missing');
  await writeFile(join(directory, 'both.pem'), Buffer.concat([made.certificate, made.key]));
  return { directory, authority: readFileSync(made.authorityPath) };
}

/** A request over TLS to a host. */
function ask(
  { port, authority }: SecureProxy,
  method: string,
  target: string,
  { host = 'files.example.com', body = '' } = {},
): Promise<SecureResponse> {
  return new Promise((resolve, reject) => {
    const to = { port, host: '127.0.0.1', method, path: target, agent: false };
    // The certificate is of the address.
    const tls = { ca: authority, servername: host, checkServerIdentity: () => undefined };
    const length = body === '' ? {} : { 'Content-Length': Buffer.byteLength(body) };
    request({ ...to, ...tls, headers: { Host: host, ...length } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      const { statusCode: status, headers } = response;
      response.once('end', () => resolve({ status, location: headers.location, text }));
    })
      .once('error', reject)
      .end(body);
  });
}

describe.for([
  ['nginx', startNginx],
  ['HAProxy', startHaproxy],
] as const)('%s with TLS', ([, start]) => {
  test('stores and sends files, and leads there from http', async (ctx) => {
    const node = await startTestNode(['--url', 'https://files.example.com']);
    const proxy = await start(node.port, ctx);
    const put = await ask(proxy, 'PUT', '/a.txt', { body: 'content' });
    expect(put.location).toMatch(/^https:\/\/files\.example\.com\/a_\d+_[\da-f]{40}\.txt$/u);
    const { pathname } = new URL(put.location ?? '');
    expect(await ask(proxy, 'GET', pathname)).toMatchObject({ status: 200, text: 'content' });
    const plain = await fetch(`http://127.0.0.1:${proxy.plainPort}${pathname}?x`, {
      redirect: 'manual',
    });
    expect(plain.status).toBe(308);
    expect(plain.headers.get('location')).toMatch(/^https:\/\/127\.0\.0\.1(?::\d+)?\/a_.*\?x$/u);
  });
});

test('nginx has the files below a path, as they were named', async (ctx) => {
  const host = 'www.example.com';
  const node = await startTestNode(['--url', `https://${host}/files`]);
  const proxy = await startNginxWith('proxy-path.conf', host, node.port, ctx);
  const put = await ask(proxy, 'PUT', '/files/a%20b/%C3%BC+(1).txt', { host, body: 'content' });
  expect(put.location).toMatch(
    /^https:\/\/www\.example\.com\/files\/a%20b\/%C3%BC\+\(1\)_\d+_[\da-f]{40}\.txt$/u,
  );
  const { pathname } = new URL(put.location ?? '');
  const statusOf = async (method: string, target: string) =>
    (await ask(proxy, method, target, { host })).status;
  expect(await ask(proxy, 'GET', pathname, { host })).toMatchObject({ text: 'content' });
  // As the node gets it: a slash that is encoded, and one too many, are refused.
  expect(await statusOf('GET', pathname.replace('a%20b/', 'a%20b%2F'))).toBe(400);
  expect(await statusOf('GET', pathname.replace('/files/', '/files//'))).toBe(400);
  const closed = ['_status', '%5Fstatus', '/_status', 'x/../_status', './_status'];
  for (const target of closed) expect(await statusOf('GET', `/files/${target}`)).toBe(404);
  expect(await statusOf('GET', '/x/../files/_status')).toBe(404);
  expect(await statusOf('GET', '/%66iles/a.txt')).toBe(404);
  expect(await statusOf('PUT', '/%66iles/a.txt')).toBe(404);
  expect(await statusOf('DELETE', pathname)).toBe(200);
});
