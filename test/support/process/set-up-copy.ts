import { expect, onTestFinished } from 'vitest';
import { type S3Double, startS3Double } from '../objects/start-s3-double.ts';
import { accessKeyId, bucketName, secretAccessKey } from '../objects/test-credentials.ts';
import { runProgram } from './run-program.ts';
import type { ProcessOptions } from './start-process.ts';
import { startTestNode, useTestDirectory } from './start-test-node.ts';

/** The access key of the bucket. */
export const copyEnvironment = {
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
};

/** A stopped node with two files and a deletion, and an empty bucket. */
export interface CopySetUp {
  readonly double: S3Double;
  readonly bucket: string;
  readonly directory: string;
  /** The path of a file that is stored. */
  readonly kept: string;
  readonly large: string;
  readonly deleted: string;
}

/** Makes them, until the end of the test. */
export async function setUpCopy(options: ProcessOptions = {}): Promise<CopySetUp> {
  const double = await startS3Double();
  onTestFinished(() => double.close());
  const directory = await useTestDirectory();
  const node = await startTestNode([], directory, options);
  const put = async (path: string, body: string): Promise<string> => {
    const response = await fetch(node.url + path, { method: 'PUT', body });
    return (response.headers.get('location') ?? '').slice(1);
  };
  const kept = await put('/dir/a%20b+%C3%A9.txt', 'kept');
  const large = await put('/large', 'large'.repeat(600_000));
  const deleted = await put('/deleted', 'deleted');
  expect((await fetch(`${node.url}/${deleted}`, { method: 'DELETE' })).status).toBe(200);
  await node.stop('SIGTERM');
  const bucket = `s3://${bucketName}/copy?endpoint=${double.endpoint}`;
  return { double, bucket, directory, kept: decodeURIComponent(kept), large, deleted };
}

/** Runs `cockatiel copy` in a directory. */
export const runCopy = (cwd: string, ...args: string[]) =>
  runProgram(['copy', ...args], { cwd, env: copyEnvironment });
