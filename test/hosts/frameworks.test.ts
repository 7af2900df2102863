import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { breakUploads } from '../support/http/break-uploads.ts';
import { installPackage } from '../support/process/install-package.ts';
import { startExample } from '../support/process/start-example.ts';
import { createTestDirectory } from '../support/process/start-process.ts';
import { engineCache } from './engine-cache.ts';

const examples = fileURLToPath(new URL('../../examples/frameworks', import.meta.url));
const packages = ['hono', '@hono/node-server', 'h3', 'srvx', 'express', 'fastify'];
const storedPath = /^\/files\/dir\/a_\d+_[\da-f]{40}\.txt$/u;

let directory: string;

beforeAll(async () => {
  const created = await createTestDirectory();
  directory = created.path;
  await cp(examples, directory, { recursive: true });
  await installPackage(directory);
  for (const name of packages) {
    const path = join(directory, 'node_modules', name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(engineCache, 'node_modules', name), path);
  }
  return created.remove;
});

describe.each(['hono', 'h3', 'srvx', 'express', 'fastify'])('in %s', (framework) => {
  test('files are stored, served and deleted below /files', async () => {
    const url = await startExample(directory, `${framework}.mjs`);
    const at = (path: string): URL => new URL(path, url);
    expect(await (await fetch(at('/'))).text()).toBe('An application with files.\n');
    const stored = await fetch(at('/files/dir/a.txt'), { method: 'PUT', body: 'content' });
    const location = stored.headers.get('location') ?? '';
    expect([stored.status, location]).toEqual([201, expect.stringMatching(storedPath)]);
    const whole = await fetch(at(location));
    expect([await whole.text(), whole.headers.get('content-length')]).toEqual(['content', '7']);
    const part = await fetch(at(location), { headers: { Range: 'bytes=1-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'ont']);
    const tag = whole.headers.get('etag') ?? '';
    expect((await fetch(at(location), { headers: { 'If-None-Match': tag } })).status).toBe(304);
    const head = await fetch(at(location), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '7']);
    expect((await fetch(at('/files/_status'))).status).toBe(200);
    expect((await fetch(at(location), { method: 'DELETE' })).status).toBe(200);
    expect((await fetch(at(location))).status).toBe(404);
    expect((await fetch(at('/filesystem'))).status).toBe(404);
  });

  test('an upload of many chunks arrives whole, and one that breaks off leaves nothing', async () => {
    const url = await startExample(directory, `${framework}.mjs`);
    const large = 'large '.repeat(1_000_000);
    const stored = await fetch(new URL('/files/large', url), { method: 'PUT', body: large });
    expect(stored.status).toBe(201);
    const location = new URL(stored.headers.get('location') ?? '', url);
    expect((await (await fetch(location)).text()) === large).toBe(true);
    await breakUploads(Number(url.port), '/files/broken');
    const reader = (await fetch(location)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const { node } = (await (await fetch(new URL('/files/_status', url))).json()) as {
      readonly node: { readonly files: number };
    };
    expect(node.files).toBe(1);
  });
});

test('in Next.js a route handler serves the files, however often it is loaded', async () => {
  const path = join(directory, 'next/app/files/[[...path]]/route.mjs');
  const load = async (query: string): Promise<Record<string, (request: Request) => Response>> =>
    await import(`${path}?${query}`);
  const [first, second] = [await load('1'), await load('2')];
  vi.spyOn(crypto, 'getRandomValues').mockImplementationOnce(() => {
    throw new Error('no randomness yet');
  });
  const early = first['GET']?.(new Request('http://a/files/_status'));
  await expect(early).rejects.toThrow('no randomness yet');
  const upload = new Request('http://a/files/dir/a.txt', { method: 'PUT', body: 'content' });
  const stored = await first['PUT']?.(upload);
  const location = stored?.headers.get('location') ?? '';
  expect(location).toMatch(storedPath);
  const read = await second['GET']?.(new Request(new URL(location, 'http://a')));
  expect(await read?.text()).toBe('content');
  expect(Object.keys(first).sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT']);
});

test.each(['hono', 'h3', 'srvx', 'express', 'fastify'])(
  '%s needs no other package',
  async (name) => {
    const text = await readFile(join(examples, `${name}.mjs`), 'utf8');
    const imported = [...text.matchAll(/from '([^']+)'/gu)].map(([, specifier]) => specifier);
    const others = imported.filter((specifier) => !specifier?.startsWith('cockatiel-server'));
    expect(others).toEqual(name === 'hono' ? ['@hono/node-server', 'hono'] : [name]);
  },
);

test('the README names every framework', async () => {
  const text = await readFile(join(examples, 'README.md'), 'utf8');
  for (const name of ['hono', 'h3', 'srvx', 'express', 'fastify']) {
    expect(text).toContain(`\`${name}.mjs\``);
  }
});
