import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installPackage } from '../support/process/install-package.ts';
import { createTestDirectory } from '../support/process/start-process.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** An empty directory in which the packed package is installed. */
let directory: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ path: directory, remove } = await createTestDirectory());
  await installPackage(directory);
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs", "private": true }');
});

afterAll(() => remove());

async function runScript(source: string): Promise<{ stdout: string; stderr: string }> {
  await writeFile(join(directory, 'script.mjs'), source);
  return await run(process.execPath, ['script.mjs'], { cwd: directory });
}

it('stores and reads a file through `handle` in ten lines', async () => {
  const { stdout, stderr } = await runScript(`
    import { handle } from 'cockatiel-server';
    import { createMemoryContext } from 'cockatiel-server/core';

    const ctx = await createMemoryContext();
    const upload = new Request('http://node/hello.txt', { method: 'PUT', body: 'hello' });
    const stored = await handle(upload, ctx);
    const url = new URL(stored.headers.get('Location'), 'http://node');
    const response = await handle(new Request(url), ctx);
    console.log(stored.status, response.status, await response.text());
  `);
  expect(stderr).toBe('');
  expect(stdout).toBe('201 200 hello\n');
});

it('starts and stops a node in five lines', async () => {
  const { stdout, stderr } = await runScript(`
    import { startNode } from 'cockatiel-server/node';
    const node = await startNode({ storage: 'files', queue: 'state', host: '127.0.0.1', port: 0 });
    const { status } = await fetch(node.url + '/hello.txt', { method: 'PUT', body: 'hello' });
    await node.close();
    console.log(status);
  `);
  expect(stderr).toBe('');
  expect(stdout).toBe('201\n');
});

it('makes signed URLs', async () => {
  const { stdout } = await runScript(`
    import { signUrl } from 'cockatiel-server/sign';
    console.log(signUrl({ secret: 'x'.repeat(16), method: 'GET', name: 'a', expires: 1 }));
  `);
  expect(stdout).toMatch(/^\/a\?expires=1&signature=[\da-f]{64}\n$/u);
});

it.each(['cockatiel', 'cockatiel-server'])('says its version as `npx %s`', async (name) => {
  // .ci/node-lines is run by npx itself, whose settings are not meant for this one.
  const own = Object.entries(process.env).filter(([key]) => !/^npm_/iu.test(key));
  const options = { cwd: directory, env: Object.fromEntries(own) };
  const { stdout } = await run('npx', ['--no-install', name, '--version'], options);
  expect(stdout).toContain(version);
});

it('brings its man page in a form that npm installs', async () => {
  const installed = join(directory, 'node_modules/cockatiel-server');
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  // npm takes no single text here, though its documentation allows one.
  expect(manifest.man).toEqual(['./man/cockatiel.1']);
  expect(readFileSync(join(installed, 'man/cockatiel.1'), 'utf8')).toContain('.TH COCKATIEL 1');
});

it('runs every script that README, docs/embedding.md and docs/clients.md print', async () => {
  const paths = ['README.md', 'docs/embedding.md', 'docs/clients.md'];
  const documents = paths.map((path) => join(root, path));
  const scripts = documents.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^```js\n(.*?)^```$/gmsu)].map(
      ([, script = '']) => script,
    ),
  );
  expect(scripts.length).toBeGreaterThanOrEqual(2);
  for (const script of scripts) {
    const { stderr } = await runScript(script);
    expect(stderr, script).toBe('');
  }
});

it.each([
  [
    'the types of a browser',
    '"lib": ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"], "types": []',
  ],
  [
    'the types of Node',
    `"lib": ["ES2023"], "types": ["node"], "typeRoots": ["${join(root, 'node_modules/@types')}"]`,
  ],
])('has types that compile with %s', async (_name, environment) => {
  const settings = `"target": "ES2023", "module": "NodeNext", "strict": true, "noEmit": true, ${environment}`;
  await writeFile(
    join(directory, 'tsconfig.json'),
    `{ "compilerOptions": { ${settings} }, "files": ["types.mts"] }`,
  );
  await writeFile(join(directory, 'types.mts'), typedProgram);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '--project', directory], { cwd: directory });
  expect(stdout).toBe('');
});

/** Uses every entry of the package, and gives each a type that it must have. */
const typedProgram = `
import { handle } from 'cockatiel-server';
import {
  type Clock,
  type Context,
  createMemoryContext,
  createMemoryJournal,
  createMemoryStorage,
  type CreateSha1,
  type JournalBackend,
  type OpenNode,
  openNode,
  type OpenNodeOptions,
  type RunReplicationOptions,
  runReplication,
  type StorageBackend,
} from 'cockatiel-server/core';
import {
  type Client,
  type ClientOptions,
  CockatielError,
  createClient,
  type ErrorCode,
  type StoredFile,
} from 'cockatiel-server/client';
import { startBunNode } from 'cockatiel-server/bun';
import { startDenoNode } from 'cockatiel-server/deno';
import { createNodeHandler, type NodeHandler, type NodeOptions, type RunningNode, startNode } from 'cockatiel-server/node';
import { createR2Store, type R2Bucket } from 'cockatiel-server/r2';
import { createWorker, openWorkerNode, type Worker } from 'cockatiel-server/workers';
import { type SignOptions, signUrl } from 'cockatiel-server/sign';

export async function embed(): Promise<number> {
  const ctx: Context = await createMemoryContext({ config: { publicUrl: 'http://node' } });
  const response: Response = await handle(new Request('http://node/_status'), ctx);
  // @ts-expect-error A context has no such member.
  ctx.nonsense;
  return response.status;
}

/** A host of its own: what is not given here comes from the caller. */
export async function host(
  createSha1: CreateSha1,
  settings: Omit<OpenNodeOptions, 'storage' | 'journal' | 'clock'>,
  connect: RunReplicationOptions['connect'],
  rest: Pick<RunReplicationOptions, 'timers' | 'retry'>,
): Promise<void> {
  const storage: StorageBackend = createMemoryStorage({ createSha1 });
  const journal: JournalBackend = createMemoryJournal();
  const clock: Clock = { nowMs: () => 0 };
  const node: OpenNode = await openNode({ ...settings, storage, journal, clock });
  const replication = runReplication({ ...rest, peers: node.peers, ctx: node.ctx, connect, concurrency: 16 });
  node.onOperation(() => replication.wake());
  await replication.stop();
  await node.close();
}

export async function store(options: ClientOptions, bytes: Uint8Array<ArrayBuffer>): Promise<StoredFile> {
  const client: Client = createClient(options);
  try {
    return await client.put('a', bytes, { onProgress: ({ sentBytes }) => sentBytes.toFixed() });
  } catch (error) {
    const code: ErrorCode | undefined = error instanceof CockatielError ? error.code : undefined;
    throw new Error(code);
  }
}

export async function start(options: Partial<NodeOptions>): Promise<string> {
  const node: RunningNode = await startNode({ storage: 'files', queue: 'state', ...options });
  return node.url;
}

export const starts: readonly ((options: NodeOptions) => Promise<RunningNode>)[] = [
  startBunNode,
  startDenoNode,
];

export const worker: Worker<{ readonly NAME: string }> = createWorker(async ({ NAME }) => ({
  ctx: await createMemoryContext({ config: { publicUrl: NAME } }),
}));

export const bucketWorker: Worker<{ readonly FILES: R2Bucket }> = createWorker(({ FILES }) =>
  openWorkerNode({ store: createR2Store(FILES), secrets: { write: ['a-secret-of-16-characters'] } }),
);

export function behind(ctx: Context): NodeHandler {
  return createNodeHandler(ctx, { idleTimeoutMs: 1000 });
}

export function sign(options: SignOptions): string {
  return signUrl(options);
}
`;
