import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { objectStorageContract } from '../contract/object-storage-contract.ts';
import { stalledStoreContract } from '../contract/stalled-store-contract.ts';
import { type S3Double, startS3Double } from '../support/objects/start-s3-double.ts';
import { accessKeyId, bucketName, secretAccessKey } from '../support/objects/test-credentials.ts';
import { runProgram } from '../support/process/run-program.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };

async function useDouble(): Promise<S3Double> {
  const double = await startS3Double();
  onTestFinished(() => double.close());
  return double;
}

function storageOf({ endpoint }: S3Double): string {
  return `s3://${bucketName}/files?endpoint=${endpoint}`;
}

describe('a node on a bucket', () => {
  objectStorageContract();
  stalledStoreContract([process.execPath]);

  test('says what the store refuses, once, and tries nothing again', async () => {
    const double = await useDouble();
    const node = await startTestNode(['--storage', storageOf(double)], undefined, { env });
    // The last of what a start asks for.
    await expect.poll(() => double.requests.at(-1)).toContain('?uploads=');
    double.onRequest = () => ({ status: 403, code: 'AccessDenied' });
    const before = double.requests.length;
    for (const _ of [1, 2, 3]) {
      const response = await fetch(`${node.url}/a_13_${'0'.repeat(40)}`);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
      expect(await response.text()).toContain('its operator has to look into that');
    }
    expect(double.requests.length).toBe(before + 3);
    const report = (await (await fetch(`${node.url}/_status`)).json()) as {
      readonly node: { readonly storeFailure: string };
    };
    expect(report.node.storeFailure).toBe('It refuses get (AccessDenied): injected & so');
    expect(node.output().match(/refuses what is asked of it/gu)).toHaveLength(1);
  });

  test('reads its access key from a file, and removes what the last run has spooled', async () => {
    const double = await useDouble();
    const directory = await useTestDirectory();
    const file = join(directory, 'key');
    await writeFile(file, `${accessKeyId}\n${secretAccessKey}\n`, { mode: 0o600 });
    await mkdir(join(directory, 'queue', 'spool'), { recursive: true });
    await writeFile(join(directory, 'queue', 'spool', '1'), 'left over');
    const args = ['--storage', storageOf(double), '--object-secret-file', file];
    const node = await startTestNode(args, directory);
    expect((await fetch(`${node.url}/_status`)).status).toBe(200);
    expect(await readdir(join(directory, 'queue', 'spool'))).toEqual([]);
  });

  test.each([
    ['s3://user:secret@bucket', [], 'no user or password'],
    ['s3://bucket?endpoint=http://user:secret@host', [], 'no user or password'],
    ['s3://bucket?secret=secret', [], 'parameter other than'],
    ['s3://bucket', ['--node', 'http://10.1.1.2:8080'], '--node: '],
  ])('refuses %s %j with one line', async (storage, args, reason) => {
    const { status, stderr } = await runOnBucket(storage, args, env);
    expect([status, stderr.split('\n').length]).toEqual([2, 2]);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('secret@');
  });

  test('needs an access key', async () => {
    const without = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { status, stderr } = await runOnBucket('s3://bucket', [], without);
    expect([status, stderr]).toEqual([2, expect.stringContaining('AWS_SECRET_ACCESS_KEY')]);
  });

  test.each([['verify'], ['adopt', '.']])('is nothing for %s', async (command, ...sources) => {
    const { status, stderr } = await runProgram([command, '--storage', 's3://bucket', ...sources], {
      cwd: await useTestDirectory(),
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining('give a directory')]);
  });
});

async function runOnBucket(
  storage: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
): ReturnType<typeof runProgram> {
  const cwd = await useTestDirectory();
  const flags = ['--storage', storage, '--queue', 'queue', '--port', '0', ...args];
  return await runProgram(flags, { cwd, env: variables });
}
