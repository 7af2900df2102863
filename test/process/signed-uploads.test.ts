import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import axios from 'axios';
import { expect, test } from 'vitest';
import { signUrl } from '../../runtime/sign-url.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const run = promisify(execFile);
const secret = 'correct-horse-battery-staple';
const content = 'content';

/** An upload by a client, and the status that it ends with. */
type Upload = (url: string, file: string) => Promise<number>;

async function curl(...args: readonly string[]): Promise<number> {
  const format = ['--silent', '--output', '/dev/null', '--write-out', '%{http_code}'];
  return Number((await run('curl', [...format, ...args])).stdout);
}

const clients: ReadonlyArray<readonly [name: string, upload: Upload]> = [
  ['fetch', async (url) => (await fetch(url, { method: 'PUT', body: content })).status],
  ['axios', async (url) => (await axios.put(url, content, { validateStatus: null })).status],
  ['curl -T', (url, file) => curl('-T', file, url)],
  ['curl -L -T', (url, file) => curl('-L', '-T', file, url)],
];

test.for(clients)('%s repeats a signed upload within the second', async ([, upload]) => {
  const directory = await useTestDirectory();
  const secretFile = join(directory, 'secret');
  await writeFile(secretFile, secret, { mode: 0o600 });
  const file = join(directory, 'file');
  await writeFile(file, content);
  const args = ['--write-secret-file', secretFile, '--read-secret-file', secretFile];
  // All happens within one second of the node.
  const node = await startTestNode(args, directory, withShiftedTime({ isFrozen: true }));
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const url = node.url + signUrl({ secret, method: 'PUT', name: 'photo.txt', expires });
  expect([await upload(url, file), await upload(url, file)]).toEqual([201, 200]);
  expect(await listStored(join(directory, 'storage'))).toEqual([
    expect.stringMatching(/^photo_\d+_[\da-f]{40}\.txt$/u),
  ]);
});
