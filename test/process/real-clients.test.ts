import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { listStored } from '../support/disk/disk-view.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const run = promisify(execFile);
const scripts = fileURLToPath(new URL('../support/clients', import.meta.url));

interface Client {
  readonly name: string;
  readonly command: readonly string[];
  /** Arguments after the URL. */
  readonly options?: readonly string[];
  /** What the second upload of a file within a second ends with, as this client shows it. */
  readonly again: 200 | 302;
}

/**
 * Each uploads a file, uploads it again within the second, reads it, deletes it and reads it again,
 * with the client's own way of following redirects unless options say otherwise. On a 302 some send
 * the upload again, some read the file, and some stop.
 */
const clients: readonly Client[] = [
  { name: 'fetch of Node', command: ['node', 'fetch.mjs'], again: 200 },
  { name: 'http of Node', command: ['node', 'node-http.mjs'], again: 302 },
  { name: 'axios', command: ['node', 'axios.mjs'], again: 200 },
  { name: 'curl', command: ['bash', 'curl.sh'], again: 302 },
  { name: 'curl -L', command: ['bash', 'curl.sh'], options: ['--location'], again: 200 },
  { name: 'wget', command: ['bash', 'wget.sh'], again: 200 },
  { name: 'streams of PHP', command: ['php', 'php-stream.php'], again: 200 },
  { name: 'curl of PHP', command: ['php', 'php-curl.php'], again: 302 },
  { name: 'requests of Python', command: ['python3', 'requests-client.py'], again: 200 },
  { name: 'urllib of Python', command: ['python3', 'urllib-client.py'], again: 302 },
  { name: 'net/http of Go', command: ['go', 'run', 'client.go'], again: 200 },
  { name: 'HttpClient of Java', command: ['java', 'Client.java'], again: 302 },
  { name: 'Java, following', command: ['java', 'Client.java'], options: ['follow'], again: 200 },
];

/** What tells that a client is installed here; `.ci/run` installs all of them. */
const probes: Readonly<Record<string, readonly string[]>> = {
  'curl.sh': ['curl', '--version'],
  'wget.sh': ['wget', '--version'],
  'php-stream.php': ['php', '--version'],
  'php-curl.php': ['php', '-r', 'curl_version();'],
  'requests-client.py': ['python3', '-c', 'import requests'],
  'urllib-client.py': ['python3', '--version'],
  'client.go': ['go', 'version'],
  'Client.java': ['javac', '-version'],
};

function isInstalled(script: string): boolean {
  const [command, ...args] = probes[script] ?? ['node', '--version'];
  return spawnSync(command as string, args).status === 0;
}

test.for(clients)('$name', async ({ command, options = [], again }, ctx) => {
  const script = command.at(-1) as string;
  if (!isInstalled(script)) return ctx.skip(`not installed here: ${probes[script]?.[0]}`);
  const directory = await useTestDirectory();
  // All happens within one second of the node.
  const node = await startTestNode([], directory, withShiftedTime({ isFrozen: true }));
  const [program, ...args] = [...command.slice(0, -1), join(scripts, script)];
  const cwd = await useTestDirectory();
  const { stdout } = await run(program as string, [...args, node.url, ...options], { cwd });
  const path = /^put 201 (\/photo_\d+_[\da-f]{40}\.txt)/u.exec(stdout)?.[1] as string;
  const lines = stdout.replaceAll(path, '/stored').split('\n');
  expect(lines.map((line) => line.trim())).toEqual([
    expect.stringMatching(/^put 201 \/stored/u),
    expect.stringMatching(`^again ${again} /stored`),
    'get 200 /stored content',
    expect.stringMatching(/^delete 200 \/stored/u),
    expect.stringMatching(/^gone 404 \/stored/u),
    '',
  ]);
  // Nothing was stored under another name.
  expect(await listStored(join(directory, 'storage'))).toEqual([]);
});
