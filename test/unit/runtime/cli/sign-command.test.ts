import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../../runtime/cli/flags/usage-error.ts';
import { parseCommandLine } from '../../../../runtime/cli/parse-command-line.ts';
import { runSign } from '../../../../runtime/cli/sign-command.ts';
import { signUrl } from '../../../../runtime/sign-url.ts';

const directory = mkdtempSync(join(tmpdir(), 'cockatiel-'));
const secretFile = join(directory, 'secret');
const shortFile = join(directory, 'short');
writeFileSync(shortFile, 'fifteen-letters\n');
writeFileSync(secretFile, 'correct-horse-battery-staple\nthe-older-secret\n');
afterAll(() => rmSync(directory, { recursive: true }));

const secret = 'correct-horse-battery-staple';
const expires = 1_800_000_000;
const nowMs = (expires - 3600) * 1000 + 999;
const run = (...args: readonly string[]): string =>
  args.includes('--secret-file') ? sign(...args) : sign('--secret-file', secretFile, ...args);

function sign(...args: readonly string[]): string {
  const command = parseCommandLine(['sign', ...args], { COCKATIEL_URL: 'http://not-read.example' });
  if (command.run !== 'sign') throw new Error(`"${args.join(' ')}" does not sign`);
  return runSign(command.values, nowMs, () => undefined);
}

/** The vectors of docs/signed-urls.md: each was also made with OpenSSL. */
const vectors = [
  [
    { method: 'GET', name: 'photos/cat_13_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33.jpg' },
    '/photos/cat_13_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33.jpg?expires=1800000000&signature=ea29ed232250d33d1495f0ee9c5816f2de582bb5cc2f934c77377333da1c0683',
  ],
  [
    { method: 'PUT', name: 'größe 1.png', maxSizeBytes: 5_242_880, type: 'image/*' },
    '/gr%C3%B6%C3%9Fe%201.png?expires=1800000000&max-size=5242880&type=image/*&signature=09723fe95e57cd9cc55d332770289243b9bf3f83b4d905cc4b42da3df2053143',
  ],
  [
    { method: 'PUT', name: 'users/42/', isPrefix: true },
    '?expires=1800000000&prefix=users/42/&signature=e261a6b00ca6830e6b0a1a98e306a314a4eea8e8e1db7608c0d40d288d6ff4cc',
  ],
] as const;

describe('signUrl', () => {
  it.each(vectors)('of %j is %s', (permission, url) => {
    expect(signUrl({ ...permission, secret, expires })).toBe(url);
  });
});

it.each([1.5, -1, Number.NaN])('signUrl refuses a time of %d', (time) => {
  expect(() => signUrl({ secret, method: 'GET', name: 'a', expires: time })).toThrow(RangeError);
});

describe('cockatiel sign', () => {
  it('prints what signUrl makes, valid for an hour', () => {
    const [permission, url] = vectors[0];
    expect(run('--name', permission.name)).toBe(`${url}\n`);
  });

  it('takes all that can be limited', () => {
    const [permission, url] = vectors[1];
    const limits = ['--method', 'PUT', '--max-size', '5M', '--type', 'image/*'];
    const node = ['--url', 'https://files.example.com/media/'];
    const printed = run('--name', permission.name, ...limits, ...node);
    expect(printed).toBe(`https://files.example.com/media${url}\n`);
  });

  it('prints a query for a prefix', () => {
    const [permission, url] = vectors[2];
    expect(run('--name', permission.name, '--prefix', '--method=PUT')).toBe(`${url}\n`);
  });

  it.each(['/a.txt', 'https://files.example.com/a.txt', 'HTTP://host/', '/'])(
    'says of the name %j, as a Location has it, what to leave out',
    (name) => {
      const mend = 'give the name alone, without a URL and without a slash before it';
      expect(() => run('--name', name)).toThrow(new UsageError(`--name: "${name}": ${mend}`));
    },
  );

  it.each([
    ['no name', ['--method', 'GET'], '--name'],
    ['a name that no request has', ['--name', 'a//b'], '--name'],
    ['a prefix that no request has', ['--name', '/a', '--prefix'], '--name'],
    ['another method', ['--name', 'a', '--method', 'DELETE'], '--method'],
    ['an odd time', ['--name', 'a', '--expires-in', '1h'], '--expires-in'],
    ['an odd size', ['--name', 'a', '--max-size', 'x'], '--max-size'],
    ['an odd type', ['--name', 'a', '--type', 'png'], '--type'],
    ['a limit to what is read', ['--name', 'a', '--max-size', '1'], '--max-size'],
    ['an odd URL', ['--name', 'a', '--url', 'x'], '--url'],
    ['an unknown flag', ['--name', 'a', '--secret', 'guess'], '--secret'],
    ['a flag without its value', ['--name'], '--name'],
    ['a flag of serve', ['--name', 'a', '--port', '1'], '--port'],
    ['the version of one command', ['--version'], '--version'],
    ['a value for a switch', ['--name', 'a', '--prefix=yes'], '--prefix'],
    ['an argument too many', ['--name', 'a', 'b'], 'b'],
    ['a short secret', ['--name', 'a', '--secret-file', shortFile], 'secret-file: a secret is'],
    ['no such file', ['--name', 'a', '--secret-file', join(directory, 'absent')], 'secret-file'],
  ])('refuses %s', (_what, args, named) => {
    expect(() => run(...args)).toThrow(UsageError);
    expect(() => run(...args)).toThrow(named);
    expect(() => run(...args)).toThrow(/^[^\n]+$/u);
  });

  it('needs a file of secrets', () => {
    expect(() => sign('--name', 'a')).toThrow('--secret-file');
  });
});
