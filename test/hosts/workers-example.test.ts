import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { http } from '../support/http/hostile-row.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { installPackage } from '../support/process/install-package.ts';
import { createTestDirectory } from '../support/process/start-process.ts';
import { closing } from './http-contract/requests.ts';
import { bundleForWorkers } from './load-esbuild.ts';
import { loadMiniflare, type Miniflare } from './objects/load-miniflare.ts';

const example = fileURLToPath(new URL('../../examples/workers', import.meta.url));
const settings = readFileSync(join(example, 'wrangler.toml'), 'utf8');
const secret = 'a-secret-of-a-test';
const authorization = `Authorization: Bearer ${secret}`;

/** A value of wrangler.toml, which is written as JSON would be. */
function setting(name: string): unknown {
  return JSON.parse(new RegExp(`^${name} = (.*)$`, 'mu').exec(settings)?.[1] ?? 'null');
}

let miniflare: Miniflare;
let removeDirectory: () => Promise<void>;
let url: URL;
let urlWithoutSecret: URL;

beforeAll(async () => {
  const { path: directory, remove } = await createTestDirectory();
  removeDirectory = remove;
  await cp(example, directory, { recursive: true });
  await installPackage(directory);
  const { outputFiles } = await bundleForWorkers(join(directory, String(setting('main'))));
  const Constructor = await loadMiniflare();
  const worker = (name: string, bindings: object): object => ({
    name,
    bindings,
    modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0]?.text }],
    compatibilityDate: setting('compatibility_date'),
    compatibilityFlags: setting('compatibility_flags'),
    r2Buckets: { [String(setting('binding'))]: setting('bucket_name') },
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  });
  const workers = [worker('files', { WRITE_SECRET: secret }), worker('open', {})];
  miniflare = new Constructor({ workers });
  await miniflare.ready;
  url = await miniflare.unsafeGetDirectURL('files');
  urlWithoutSecret = await miniflare.unsafeGetDirectURL('open');
});

afterAll(async () => {
  await miniflare?.dispose();
  await removeDirectory?.();
});

function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...closing, Authorization: `Bearer ${secret}`, ...init.headers };
  return fetch(new URL(path, url), { method, ...init, headers });
}

describe('the example of a Worker', () => {
  test.each([5, 5_000_000, 9_000_000])('stores, serves and deletes %d bytes', async (size) => {
    const body = Buffer.alloc(size, 'what is in a file, ');
    const stored = await send('PUT', '/dir/a.txt', { body });
    const location = stored.headers.get('location') ?? '';
    expect(stored.status).toBe(201);
    expect(location).toMatch(/^\/dir\/a_\d+_[\da-f]{40}\.txt$/u);
    // Everybody may read.
    const whole = await fetch(new URL(location, url), { headers: closing });
    expect(Buffer.from(await whole.arrayBuffer()).equals(body)).toBe(true);
    expect(whole.headers.get('content-length')).toBe(String(size));
    const part = await send('GET', location, { headers: { Range: 'bytes=1-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'hat']);
    const head = await send('HEAD', location);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(size)]);
    expect((await send('DELETE', location)).status).toBe(200);
    expect((await send('GET', location)).status).toBe(404);
  });

  test('takes no upload without its secret', async () => {
    const refused = await fetch(new URL('/a', url), { method: 'PUT', body: 'x' });
    expect(refused.status).toBe(401);
  });

  test('serves nothing where it has no secret', async () => {
    const refused = await fetch(new URL('/a', urlWithoutSecret));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.text()).toBe('This node can not be opened at present.\n');
  });

  test('does what its cron trigger asks for', async () => {
    const worker = await miniflare.getWorker('files');
    expect(await worker.scheduled()).toMatchObject({ outcome: 'ok' });
  });

  test('a name is free again when the clients that store it leave', async () => {
    for (let count = 0; count < 10; count += 1) {
      const connection = await openRawConnection(Number(url.port));
      await connection.send(http('PUT /same', [authorization, 'Content-Length: 4'], 'same'));
      connection.reset();
    }
    const stored = await send('PUT', '/same', { body: 'same', redirect: 'manual' });
    expect([200, 201, 302]).toContain(stored.status);
  });
});
