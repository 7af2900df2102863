import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  forgetObjectCredentials,
  loadObjectCredentials,
} from '../../../../runtime/cli/secrets/load-object-credentials.ts';
import { createObjectKey } from '../../../../runtime/cli/secrets/object-key.ts';

const directory = mkdtempSync(join(tmpdir(), 'cockatiel-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(text: string): string {
  const path = join(directory, 'key');
  writeFileSync(path, text, { mode: 0o600 });
  chmodSync(path, 0o600);
  return path;
}

const env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('the access key of an object store', () => {
  it('is in two lines of a file, or three', () => {
    expect(loadObjectCredentials(fileOf('id\nsecret\n\n'), {})).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
    expect(loadObjectCredentials(fileOf(' id \nsecret\ntoken'), env)).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });

  it('is in variables where there is no file', () => {
    expect(loadObjectCredentials(undefined, { ...env, AWS_SESSION_TOKEN: 'token' })).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });

  it.each(['', 'id', '\nsecret', 'id\nsecret\ntoken\nmore', 'id\nse cret', 'id\nsecrét'])(
    'is not %j',
    (text) => {
      expect(() => loadObjectCredentials(fileOf(text), env)).toThrow('--object-secret-file: ');
      expect(() => loadObjectCredentials(fileOf(text), env)).not.toThrow('secret\n');
    },
  );

  it('is missed by the names of the variables', () => {
    expect(() => loadObjectCredentials(undefined, {})).toThrow('AWS_ACCESS_KEY_ID and AWS_SECRET');
    expect(() => loadObjectCredentials(join(directory, 'none'), {})).toThrow("can't be read");
  });

  it('in a file that others can read is reported', () => {
    const file = fileOf('id\nsecret\n');
    chmodSync(file, 0o644);
    const reported: unknown[] = [];
    loadObjectCredentials(file, {}, (...open) => void reported.push(open));
    expect(reported).toEqual([['--object-secret-file', file, 'read']]);
  });

  it('is not passed on to child processes', () => {
    const own: NodeJS.ProcessEnv = { ...env, AWS_SESSION_TOKEN: 'token', PATH: '/bin' };
    forgetObjectCredentials(own);
    expect(own).toEqual({ PATH: '/bin' });
  });

  it('is read again, and stays as it is while the new one is not valid', () => {
    const file = fileOf('id\nsecret\n');
    const [errors, warnings]: [unknown[], unknown[]] = [[], []];
    const log = {
      error: (...line: unknown[]) => void errors.push(line),
      warn: (...line: unknown[]) => void warnings.push(line),
    };
    const key = createObjectKey(file, {}, () => undefined);
    key.reload(log);
    expect(warnings).toEqual([]);
    fileOf('id\nother\n');
    key.reload(log);
    expect(warnings).toEqual([['the access key has changed']]);
    expect(key.credentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'other' });
    fileOf('id\n');
    key.reload(log);
    expect(key.credentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'other' });
    expect(errors).toHaveLength(1);
    rmSync(file);
    key.reload(log);
    expect(errors).toHaveLength(2);
  });
});
