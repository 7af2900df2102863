import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signUrl } from '../../runtime/sign-url.ts';
import { mainPath } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const document = readFileSync('docs/signed-urls.md', 'utf8');
const vectors = [
  ...document.matchAll(/^- `(GET|PUT)`, (name|prefix) `(.*?)`, [^:]*:\n {2}`(\w+)`$/gmu),
];

/** The code block of a language in docs/signed-urls.md. */
function blockOf(language: string): string {
  const [, code = ''] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'msu').exec(document) ?? [];
  return code;
}

test('the vectors of docs/signed-urls.md are what is signed', () => {
  expect(vectors).toHaveLength(3);
  for (const [line, method, kind, name = '', signature] of vectors) {
    const limits = line.includes('max-size') ? { maxSizeBytes: 5_242_880, type: 'image/*' } : {};
    const url = signUrl({
      secret: 'correct-horse-battery-staple',
      method: method as 'GET' | 'PUT',
      name,
      isPrefix: kind === 'prefix',
      expires: 1_800_000_000,
      ...limits,
    });
    expect(url).toContain(`signature=${signature}`);
  }
});

test('what the Python code of docs/signed-urls.md signs is valid', async (ctx) => {
  const python = (script: string): string => execFileSync('python3', ['-c', script]).toString();
  try {
    python('');
  } catch {
    return ctx.skip('python3 is missing');
  }
  const directory = await useTestDirectory();
  await writeFile(join(directory, 'secret'), 'correct-horse-battery-staple\n', { mode: 0o600 });
  const node = await startTestNode(['--write-secret-file', join(directory, 'secret')]);
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const sign = (args: string): string =>
    python(
      `${blockOf('python')}\nprint(sign('correct-horse-battery-staple', 'PUT', ${args}), end='')`,
    );
  const put = async (url: string, body: string): Promise<number> =>
    (await fetch(node.url + url, { method: 'PUT', body, headers: { 'Content-Type': '' } })).status;
  expect(await put(sign(`'größe 1.txt', ${expires}`), 'text')).toBe(201);
  const limited = sign(`'a/b.png', ${expires}, max_size=9, type='image/*'`);
  expect(await put(limited, 'ten bytes!')).toBe(413);
  const prefixed = sign(`'a/', ${expires}, prefix=True`);
  expect(await put(`/a/c.txt${prefixed}`, 'text')).toBe(201);
  expect(await put(`/c.txt${prefixed}`, 'text')).toBe(401);
  const [, vectorLine = ''] =
    /^(\/photos.*)$/mu.exec(
      python(
        `${blockOf('python')}\nprint(sign('correct-horse-battery-staple', 'GET', '${vectors[0]?.[3]}', 1800000000))`,
      ),
    ) ?? [];
  expect(vectorLine).toContain(`signature=${vectors[0]?.[4]}`);
});

test('what cockatiel sign prints is valid, and a mistake is reported in one line', async () => {
  const directory = await useTestDirectory();
  await writeFile(join(directory, 'secret'), 'correct-horse-battery-staple\n', { mode: 0o600 });
  const node = await startTestNode(['--read-secret-file', join(directory, 'secret')]);
  const { headers } = await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'content' });
  const name = headers.get('location')?.slice(1) ?? '';
  const sign = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [mainPath, 'sign', ...args], {
      cwd: directory,
      stdio: 'pipe',
    }).toString();
  const url = sign('--secret-file', 'secret', '--name', name, '--url', node.url).trimEnd();
  expect(await (await fetch(url)).text()).toBe('content');
  expect((await fetch(url.replace('/a_', '/b_'))).status).toBe(401);
  expect(() => sign('--name', name)).toThrow(
    /cockatiel: --secret-file: give the path of a file\n/u,
  );
});

test('browsers upload with a signed type under the name that their platform gives it', async () => {
  const directory = await useTestDirectory();
  const secret = 'correct-horse-battery-staple';
  await writeFile(join(directory, 'secret'), secret, { mode: 0o600 });
  const node = await startTestNode(['--write-secret-file', join(directory, 'secret')]);
  const put = async (type: string, name: string, stated: string): Promise<number> => {
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const url = signUrl({ secret, method: 'PUT', name, expires, type });
    const headers = { 'Content-Type': stated };
    return (await fetch(node.url + url, { method: 'PUT', body: name, headers })).status;
  };
  expect(await put('application/zip', 'a.zip', 'application/x-zip-compressed')).toBe(201);
  expect(await put('audio/flac', 'a.flac', 'audio/flac')).toBe(201);
  expect(await put('audio/flac', 'b.flac', '')).toBe(201);
  expect(await put('image/jpeg', 'a.jfif', 'image/jpeg')).toBe(201);
  expect(await put('audio/mp4', 'a.m4a', 'audio/x-m4a')).toBe(201);
  expect(await put('application/xml', 'a.xml', 'text/xml')).toBe(201);
  expect(await put('text/csv', 'a.csv', 'application/vnd.ms-excel')).toBe(201);
  expect(await put('image/jpeg', 'a.jpg', 'image/jpg')).toBe(201);
  expect(await put('application/gzip', 'a.tgz', 'application/x-compressed')).toBe(201);
  expect(await put('application/*', 'a.yaml', 'application/yaml')).toBe(201);
  expect(await put('text/plain', 'a.html', 'text/plain')).toBe(415);
  expect(await put('image/png', 'a.svg', 'image/png')).toBe(415);
});
