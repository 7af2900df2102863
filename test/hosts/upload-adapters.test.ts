import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request as sendRequest } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import { listStaged, listStored } from '../support/disk/disk-view.ts';
import { patience } from '../support/patience.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';
import { type CachedPackage, engineCache } from './engine-cache.ts';

/** A package of the cache, of which nothing is typed here. */
// biome-ignore lint/suspicious/noExplicitAny: packages that the checkout does not have
type Untyped = any;

const fromCache = createRequire(join(engineCache, 'package.json'));
const load = async (name: CachedPackage): Promise<Untyped> => await import(fromCache.resolve(name));
const adapter = async (name: string): Promise<Untyped> =>
  await import(new URL(`../../contrib/javascript/${name}.mjs`, import.meta.url).href);

const secret = 'the-secret-to-write';
const sha1Of = (content: string): string => createHash('sha1').update(content).digest('hex');

interface Started {
  readonly client: Client;
  readonly url: string;
  /** What is stored, each with 0 in place of its time. */
  stored(): string[];
  /** What is on its way. */
  staged(): string[];
}

/** A node that takes a secret to write, and a client that has it. */
async function startNode(): Promise<Started> {
  const directory = await useTestDirectory();
  const file = join(directory, 'write.secret');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  const { url, storage } = await startTestNode(['--write-secret-file', file, '--max-size', '40M']);
  return {
    client: createClient({ nodes: url, secret }),
    url,
    stored: () => listStored(storage).map((name) => name.replace(/_\d{10}_/u, '_0_')),
    staged: () => listStaged(storage),
  };
}

/** Files by their field, and what a browser calls them. */
function formOf(...files: readonly (readonly [field: string, name: string, content: string])[]) {
  const form = new FormData();
  form.append('title', 'a form');
  for (const [field, name, content] of files) form.append(field, new Blob([content]), name);
  return form;
}

/** An application of Express that takes forms by multer. */
async function startExpress(client: Client, limits: object): Promise<string> {
  const { default: express } = await load('express');
  const { default: multer } = await load('multer');
  const { createMulterStorage } = await adapter('multer-storage');
  const app = express();
  const upload = multer({ storage: createMulterStorage({ client }), limits });
  app.post('/', upload.array('files'), (request: Untyped, response: Untyped) => {
    response.json({ files: request.files, fields: request.body });
  });
  app.use((error: Untyped, _request: Untyped, response: Untyped, _next: Untyped) => {
    response.status(400).json({ code: error.code, message: error.message });
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** An application of Fastify that takes forms by @fastify/multipart. */
async function startFastify(client: Client, limits: object): Promise<string> {
  const { default: fastify } = await load('fastify');
  const { default: multipart } = await load('@fastify/multipart');
  const { storeFiles } = await adapter('fastify-files');
  const app = fastify();
  await app.register(multipart, { limits });
  app.post('/', async (request: Untyped) => await storeFiles(request, { client }));
  onTestFinished(() => app.close());
  return await app.listen({ host: '127.0.0.1', port: 0 });
}

const applications = [
  ['multer', startExpress],
  ['Fastify', startFastify],
] as const;

test.for(applications)('%s sends the files of a form to a node', async ([, start]) => {
  const { client, stored } = await startNode();
  const url = await start(client, { fileSize: 10_000_000 });
  const large = 'large '.repeat(1_000_000);
  const body = formOf(['files', 'größe 1 #?%.txt', 'small'], ['files', '../_x.bin', large]);
  const response = await fetch(url, { method: 'POST', body });
  const { files, fields } = (await response.json()) as Untyped;
  expect([response.status, fields]).toEqual([200, { title: 'a form' }]);
  expect(files).toHaveLength(2);
  expect(files.map(({ sha1 }: Untyped) => sha1)).toEqual([sha1Of('small'), sha1Of(large)]);
  expect(files.map((file: Untyped) => file.size ?? file.sizeBytes)).toEqual([5, large.length]);
  expect(await (await fetch(files[0].url)).text()).toBe('small');
  expect(stored().sort()).toEqual([
    `uploads/_x_0_${sha1Of(large)}.bin`,
    `uploads/größe 1 #?%_0_${sha1Of('small')}.txt`,
  ]);
});

test.for(applications)('%s leaves nothing of a form that fails', async ([, start]) => {
  const { client, stored } = await startNode();
  const url = await start(client, { fileSize: 1_000_000 });
  const body = formOf(['files', 'a.txt', 'small'], ['files', 'b.txt', 'x'.repeat(2_000_000)]);
  const response = await fetch(url, { method: 'POST', body });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(await response.text()).toMatch(/too large|larger/u);
  await expect.poll(stored, patience).toEqual([]);
});

test.for(applications)('%s leaves nothing where a node refuses a file', async ([, start]) => {
  const { client, stored, staged } = await startNode();
  const url = await start(client, { fileSize: 100_000_000 });
  const large = 'large '.repeat(7_000_000);
  const body = formOf(['files', 'a', 'small'], ['files', 'b', large], ['files', 'c', large]);
  const response = await fetch(url, { method: 'POST', body });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(await response.text()).toMatch(/it responded 413/u);
  await expect.poll(() => [...stored(), ...staged()], patience).toEqual([]);
});

test.for(applications)('%s leaves nothing of a form that breaks off', async ([, start]) => {
  const { client, stored, staged } = await startNode();
  const { port } = new URL(await start(client, {}));
  const headers = {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Content-Length': 10_000_000,
  };
  const request = sendRequest({ port, host: '127.0.0.1', method: 'POST', headers });
  request.on('error', () => undefined);
  const part = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n';
  request.write(part + 'x'.repeat(100_000));
  await expect.poll(staged, patience).toHaveLength(1);
  request.destroy();
  await expect.poll(staged, patience).toEqual([]);
  expect(stored()).toEqual([]);
});

test('routes of Request and Response store a body, and sign a URL for one', async () => {
  const { client, url } = await startNode();
  const { Hono } = await load('hono');
  const { storeBody, signUpload } = await adapter('upload-routes');
  const app = new Hono();
  const limits = { maxSizeBytes: 10, type: 'text/*' };
  app.post('/upload', (c: Untyped) => storeBody(c.req.raw, { client }));
  app.post('/sign', (c: Untyped) => signUpload(c.req.raw, { client, ...limits }));

  const init = { method: 'POST', body: 'content' };
  const response = (await app.request('/upload?name=a%20b.txt', init)) as Response;
  const stored = (await response.json()) as Untyped;
  expect([response.status, stored.sha1]).toEqual([201, sha1Of('content')]);
  expect(stored.name).toMatch(/^uploads\/a b_\d+_[\da-f]{40}\.txt$/u);
  expect(await (await fetch(stored.url)).text()).toBe('content');
  const tooLarge = { method: 'POST', body: 'x'.repeat(41 * 1024 * 1024) };
  const refused = (await app.request('/upload?name=a.txt', tooLarge)) as Response;
  expect([refused.status, await refused.json()]).toEqual([413, { error: 'too-large' }]);
  const stranger = createClient({ nodes: url, secret: 'the-secret-of-others' });
  const request = new Request('http://localhost/upload?name=a.txt', init);
  await expect(storeBody(request, { client: stranger })).rejects.toThrow(/it responded 401/u);
  expect((await app.request('/upload?name=a.txt', { method: 'POST' })).status).toBe(400);

  const signed = (await (await app.request('/sign?name=c.txt', init)).json()) as { url: string };
  expect(signed.url.startsWith(`${url}/uploads/c.txt?expires=`)).toBe(true);
  const put = { method: 'PUT', headers: { 'Content-Type': 'text/plain' } };
  expect((await fetch(signed.url, { ...put, body: 'content' })).status).toBe(201);
  expect((await fetch(signed.url, { ...put, body: 'content is large' })).status).toBe(413);
});

test('a driver of unstorage keeps keys in a map of the application', async () => {
  const { client, stored } = await startNode();
  const { createStorage } = await load('unstorage');
  const { createDriver } = await adapter('unstorage-driver');
  const storage = createStorage({ driver: createDriver({ client, map: new Map() }) });
  await storage.setItem('users:42', { name: 'Ada' });
  await storage.setItem('users:43', 'plain');
  await storage.setItemRaw('raw', new Uint8Array([0, 255, 1]));
  expect(await storage.getItem('users:42')).toEqual({ name: 'Ada' });
  expect([...(await storage.getItemRaw('raw'))]).toEqual([0, 255, 1]);
  expect((await storage.getKeys('users')).sort()).toEqual(['users:42', 'users:43']);
  await storage.setItem('users:42', { name: 'Grace' });
  await storage.setItem('users:42', { name: 'Grace' });
  expect(await storage.getItem('users:42')).toEqual({ name: 'Grace' });
  expect(stored()).toHaveLength(3);
  await storage.removeItem('users:42');
  expect(await storage.hasItem('users:42')).toBe(false);
  expect(await storage.getItem('users:42')).toBe(null);
  await storage.clear();
  expect(stored()).toEqual([]);
});
