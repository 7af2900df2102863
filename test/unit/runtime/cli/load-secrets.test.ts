import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../../runtime/cli/flags/usage-error.ts';
import { forgetSecrets, loadSecrets } from '../../../../runtime/cli/secrets/load-secrets.ts';

const directory = mkdtempSync(join(tmpdir(), 'cockatiel-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(text: string): string {
  const path = join(directory, String(Math.floor(performance.now() * 1e6)));
  writeFileSync(path, text);
  return path;
}

const noFiles = { read: undefined, write: undefined, cluster: undefined };

describe('the secrets of a role', () => {
  it.each([
    ['the-first-secret\n', ['the-first-secret']],
    [
      'the-first-secret\r\n\n  the-second-secret \nthe-third-secret',
      ['the-first-secret', 'the-second-secret', 'the-third-secret'],
    ],
  ])('in a file %j are %j', (text, secrets) => {
    const loaded = loadSecrets({ ...noFiles, write: fileOf(text) }, {});
    expect(loaded).toEqual({ read: [], write: secrets, cluster: [], operator: [] });
  });

  it('come from a file, or else a variable, or else a credential of systemd', () => {
    const credentials = join(directory, 'credentials');
    mkdirSync(credentials);
    for (const role of ['read', 'write', 'cluster', 'operator']) {
      writeFileSync(join(credentials, `cockatiel-${role}-secret`), 'by-the-credential\n');
    }
    const text = 'by-the-variable-';
    const variables = { COCKATIEL_READ_SECRET: text, COCKATIEL_WRITE_SECRET: text };
    const env = { ...variables, CREDENTIALS_DIRECTORY: credentials };
    const secrets = loadSecrets({ ...noFiles, read: fileOf('in-the-one-file-') }, env);
    expect(secrets).toEqual({
      read: ['in-the-one-file-'],
      write: [text],
      cluster: ['by-the-credential'],
      operator: ['by-the-credential'],
    });
  });

  it('are none where nothing is said', () => {
    expect(loadSecrets(noFiles, { CREDENTIALS_DIRECTORY: directory })).toEqual({
      read: [],
      write: [],
      cluster: [],
      operator: [],
    });
  });

  it.each([
    ['contains no secret', ' \n'],
    ['more than 10', 'guess\n'.repeat(11)],
    ['visible ASCII', 'guessé\n'],
    ['without spaces', 'guess at it\n'],
    ['is not a secret', '# guess\n0123456789abcdef\n'],
    ['shorter than 16 characters', 'guess-of-fifteen\nguess-of-fourt-\n'],
  ])('stop the start when a file %s', (message, text) => {
    const load = () => loadSecrets({ ...noFiles, read: fileOf(text) }, {});
    expect(load).toThrow(UsageError);
    expect(load).toThrow(message);
    expect(load).toThrow('--read-secret-file');
    expect(load).not.toThrow('guess');
  });

  it('stop the start when their file does not exist', () => {
    const load = () => loadSecrets({ ...noFiles, cluster: join(directory, 'absent') }, {});
    expect(load).toThrow(/^--cluster-secret-file: the file can't be read \(ENOENT\)$/u);
  });

  it.each(['', ' \n'])('stop the start when their variable is set to %j', (variable) => {
    const load = () => loadSecrets(noFiles, { COCKATIEL_READ_SECRET: variable });
    expect(load).toThrow('COCKATIEL_READ_SECRET: it contains no secret');
  });

  it.each([
    [0o644, ['--write-secret-file: read']],
    [0o604, ['--write-secret-file: read']],
    [0o602, ['--write-secret-file: change']],
    [0o662, ['--write-secret-file: change']],
    [0o666, ['--write-secret-file: read and change']],
    [0o601, []],
    [0o660, []],
    [0o640, []],
    [0o600, []],
  ])('in a file with mode %o are reported as open to others: %j', (mode, reported) => {
    const file = fileOf('the-first-secret\n');
    chmodSync(file, mode);
    const open: string[] = [];
    loadSecrets({ ...noFiles, write: file }, {}, (source, path, access) => {
      expect(path).toBe(file);
      open.push(`${source}: ${access}`);
    });
    expect(open).toEqual(reported);
  });

  it('are removed from the environment', () => {
    const env = { COCKATIEL_WRITE_SECRET: 'a', COCKATIEL_WRITE_SECRET_FILE: 'b', PATH: 'c' };
    forgetSecrets(env);
    expect(env).toEqual({ COCKATIEL_WRITE_SECRET_FILE: 'b', PATH: 'c' });
  });
});
