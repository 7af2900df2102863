import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../lib/access/access.ts';
import type { Secrets } from '../../lib/access/secrets.ts';
import { errorCode } from '../../lib/errors/error-code.ts';
import { UsageError } from './flags/usage-error.ts';
import type { Settings } from './parse-settings.ts';

/** Per role. A request may have to be compared with all of them. */
const maxSecrets = 10;
/** A shorter secret can be guessed, or was read before it was fully written. */
const minSecretLength = 16;

/**
 * Reads the secrets of all roles. Those of a role come from one source, the first of these: the
 * file of its flag, its environment variable, its systemd credential (systemd.exec(5),
 * `LoadCredential=`). Throws a `UsageError`, which never contains a secret.
 */
export function loadSecrets(files: Settings['secretFiles'], env: NodeJS.ProcessEnv): Secrets {
  return {
    read: load('read', files.read, env),
    write: load('write', files.write, env),
    cluster: load('cluster', files.cluster, env),
  };
}

/** Removes the secrets from an environment, so that child processes do not inherit them. */
export function forgetSecrets(env: NodeJS.ProcessEnv): void {
  for (const role of ['READ', 'WRITE', 'CLUSTER']) delete env[`COCKATIEL_${role}_SECRET`];
}

function load(role: Role, file: string | undefined, env: NodeJS.ProcessEnv): readonly string[] {
  if (file !== undefined) return readSecrets(`--${role}-secret-file`, file);
  const name = `COCKATIEL_${role.toUpperCase()}_SECRET`;
  const variable = env[name];
  if (variable !== undefined) return check(name, variable.split(/\s+/u));
  const directory = env['CREDENTIALS_DIRECTORY'];
  const credential = `cockatiel-${role}-secret`;
  if (directory === undefined) return [];
  return readSecrets(`the credential ${credential}`, join(directory, credential), 'ifThere');
}

/** Reads the secrets in a file, one per line. Errors call the file `source`. */
export function readSecrets(source: string, file: string, need?: 'ifThere'): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (need === 'ifThere' && code === 'ENOENT') return [];
    // Without the path: the secret itself may have been given in its stead.
    throw new UsageError(`${source}: the file can't be read (${code})`);
  }
  return check(
    source,
    text.split('\n').map((line) => line.trim()),
  );
}

/** An empty source is a mistake: taken as no secret, it would open the role to everybody. */
function check(source: string, lines: readonly string[]): readonly string[] {
  const secrets = lines.filter((line) => line !== '');
  if (secrets.length === 0)
    throw new UsageError(`${source}: it contains no secret; put one on each line`);
  if (secrets.length > maxSecrets) {
    throw new UsageError(`${source}: it contains more than ${maxSecrets} secrets`);
  }
  // Comments are not supported; a line with one would be taken as a secret.
  if (secrets.some((secret) => !/^(?!#)[!-~]+$/u.test(secret))) {
    throw new UsageError(`${source}: a line is not a secret; use visible ASCII without spaces`);
  }
  if (secrets.some((secret) => secret.length < minSecretLength)) {
    throw new UsageError(`${source}: a secret is shorter than ${minSecretLength} characters`);
  }
  return secrets;
}
