import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { listStored } from '../support/disk/disk-view.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

/** What a client that follows redirects sees in the end. */
interface Outcome {
  readonly status: number;
  readonly redirects: number;
  readonly location: string | undefined;
}

type Upload = (url: string, body: string) => Promise<Outcome>;

async function uploadWithFetch(url: string, body: string): Promise<Outcome> {
  const { status, redirected, headers } = await fetch(url, { method: 'PUT', body });
  return { status, redirects: Number(redirected), location: headers.get('location') ?? undefined };
}

/** As `curl -L -T` does, which sends the file again wherever it is redirected. */
async function uploadWithCurl(url: string, body: string): Promise<Outcome> {
  const file = join(await useTestDirectory(), 'file');
  await writeFile(file, body);
  const format = '%{http_code} %{num_redirects} %header{location}';
  const args = ['-sSL', '-o', '/dev/null', '-w', format, '-T', file, url];
  const { stdout } = await promisify(execFile)('curl', args);
  const [status, redirects, location] = stdout.split(' ');
  return { status: Number(status), redirects: Number(redirects), location };
}

test.each<[string, Upload]>([
  ['fetch', uploadWithFetch],
  ['curl', uploadWithCurl],
])('%s ends at the file that its redirect leads to', async (_, upload) => {
  const node = await startTestNode();
  // If a second ends between the two uploads, both are stored: try again with other bytes.
  for (let attempt = 1; ; attempt += 1) {
    const url = `${node.url}/dir/again-${attempt}.txt`;
    const first = await upload(url, `content ${attempt}`);
    expect(first).toMatchObject({ status: 201, redirects: 0 });
    const second = await upload(url, `content ${attempt}`);
    if (second.status === 201 && attempt < 5) continue;
    expect(second).toEqual({ status: 200, redirects: 1, location: first.location });
    break;
  }
});

test('a file is confirmed at its own URL, and stamped again with other content', async () => {
  const directory = await useTestDirectory();
  const node = await startTestNode([], directory);
  const { location = '' } = await uploadWithFetch(`${node.url}/a.txt`, 'content');
  const own = `${node.url}${location}`;
  expect(await uploadWithFetch(own, 'content')).toEqual({ status: 200, redirects: 0, location });
  const copy = await uploadWithFetch(own, 'other');
  expect(copy.status).toBe(201);
  const names = [location, copy.location ?? ''].map((path) => path.slice(1));
  expect(listStored(join(directory, 'storage')).sort()).toEqual(names.sort());
});
