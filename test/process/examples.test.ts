import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { breakUploads } from '../support/http/break-uploads.ts';
import { type CommandsRun, runCommands } from '../support/install/run-commands.ts';
import { patience } from '../support/patience.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { installPackage } from '../support/process/install-package.ts';
import { startExample } from '../support/process/start-example.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const folder = fileURLToPath(new URL('../../examples', import.meta.url));
const storedText = /^location: \/hello_\d+_[\da-f]{40}\.txt\r?$/imu;

/** What a client prints when no node listens. */
const unreachable = /^the node can not be reached/mu;

/** What each example prints, and what must hold after it. */
const examples = [
  { name: 'node', program: 'node', prints: [/^HTTP\/1\.1 201 /mu, storedText], after: '' },
  {
    name: 'fetch-api',
    program: 'node',
    prints: [/^An application with files\.$/mu, /^HTTP\/1\.1 201 /mu, storedText],
    after: '',
  },
  {
    name: 'python',
    program: 'python3',
    prints: [/^docs\/client_\d+_[\da-f]{40}\.txt$/mu, unreachable],
    after:
      'cmp client.py copy.txt; echo "$name"; ! python3 client.py http://127.0.0.1:8080 get "$name"; ! python3 client.py http://127.0.0.1:1 get "$name"',
  },
  {
    name: 'php',
    program: 'php',
    prints: [/^<\?php$/mu, /^docs\/client_\d+_[\da-f]{40}\.txt$/mu, unreachable],
    after:
      'echo "$name"; ! php client.php http://127.0.0.1:8080 get "$name"; ! php client.php http://127.0.0.1:1 get "$name"',
  },
];

test.for(examples)('the example $name runs as its README says', async (example, ctx) => {
  const { name, program, prints, after } = example;
  // Not everybody has each of these languages; .ci/run installs them.
  if (spawnSync(program, ['--version']).error !== undefined) return ctx.skip(`no ${program} here`);
  const directory = await useTestDirectory();
  await cp(join(folder, name), directory, { recursive: true });
  await installPackage(directory);
  const { status, output } = await run(`${readScript(name)}\n${after}`, directory);
  expect(status, output).toBe(0);
  for (const pattern of prints) expect(output).toMatch(pattern);
  expect(output).not.toMatch(/^Traceback|Warning:/mu);
});

test('the example fetch-api goes on where clients leave in the middle of a transfer', async () => {
  const directory = await useTestDirectory();
  await cp(join(folder, 'fetch-api'), directory, { recursive: true });
  await installPackage(directory);
  const url = await startExample(directory, 'serve.mjs');
  await breakUploads(Number(url.port), '/broken');
  const stored = await fetch(new URL('/a', url), { method: 'PUT', body: 'x'.repeat(5_000_000) });
  expect(stored.status).toBe(201);
  const location = new URL(stored.headers.get('location') ?? '', url);
  const reader = (await fetch(location)).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect((await (await fetch(location)).arrayBuffer()).byteLength).toBe(5_000_000);
  const { node } = (await (await fetch(new URL('/_status', url))).json()) as {
    readonly node: { readonly files: number };
  };
  expect(node.files).toBe(1);
});

test('examples/README.md lists every example', () => {
  const overview = readFileSync(join(folder, 'README.md'), 'utf8');
  const linked = [...overview.matchAll(/\]\(([\w-]+)\/README\.md\)/gu)].map(([, name]) => name);
  const folders = readdirSync(folder).filter((name) => !name.includes('.'));
  expect([...linked].sort()).toEqual(folders);
  // Others run those: test/browser/upload-example.test.ts, test/hosts/frameworks.test.ts, and
  // test/hosts/workers-example.test.ts.
  const others = ['browser-upload', 'frameworks', 'workers'];
  expect(folders).toEqual([...examples.map(({ name }) => name), ...others].sort());
});

/** The commands in a README, without those that install the package, which is installed here. */
function readScript(name: string): string {
  const text = readFileSync(join(folder, name, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = '']) => block);
  return blocks.join('').replace(/^npm .*\n/gmu, '');
}

/** Runs commands in a directory, on a free port instead of 8080. */
async function run(script: string, directory: string): Promise<CommandsRun> {
  const [port] = await findFreePorts(1);
  const path = [
    join(directory, 'node_modules/.bin'),
    dirname(process.execPath),
    process.env['PATH'],
  ];
  return await runCommands(script.replaceAll('8080', `${port}`), {
    cwd: directory,
    env: { PATH: path.join(':') },
    // The commands wait for a node for as long as it takes.
    timeoutMs: 2 * patience.timeout,
  });
}
