import type { S3Credentials } from '../../objects/s3-client.ts';
import { UsageError } from '../flags/usage-error.ts';
import { type OnOpenFile, readLines } from './load-secrets.ts';

const flag = '--object-secret-file';
const variables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/**
 * Reads the access key of an object store: from a file with its id, its secret and, for a key that
 * expires, its session token, one on each line; or else from the variables that all of AWS's
 * programs read. Throws a `UsageError`, which never contains a secret.
 */
export function loadObjectCredentials(
  file: string | undefined,
  env: NodeJS.ProcessEnv,
  onOpenFile: OnOpenFile = () => undefined,
): S3Credentials {
  const source = file === undefined ? variables.slice(0, 2).join(' and ') : flag;
  const lines = file === undefined ? variables.map((name) => env[name] ?? '') : undefined;
  const values = lines ?? readLines(flag, file as string, onOpenFile) ?? [];
  const [accessKeyId = '', secretAccessKey = '', sessionToken = '', ...more] = trimEnd(values);
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new UsageError(`${source}: give the id of an access key, and its secret`);
  }
  const isVisible = /^[!-~]+$/u.test(`${accessKeyId}${secretAccessKey}${sessionToken}`);
  if (more.length > 0 || !isVisible) {
    throw new UsageError(`${source}: use visible ASCII, and nothing beside id, secret and token`);
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken !== '' && { sessionToken }) };
}

/** Removes the access key from an environment, so that child processes do not inherit it. */
export function forgetObjectCredentials(env: NodeJS.ProcessEnv): void {
  for (const name of variables) delete env[name];
}

/** Without the empty lines at the end. */
function trimEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
}
