import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../lib/access/access.ts';
import type { Secrets } from '../../lib/access/secrets.ts';
import { errorCode } from '../../lib/errors/error-code.ts';
import type { Settings } from './parse-settings.ts';
import { UsageError } from './flags/usage-error.ts';

/** Every request may be compared with all of them. */
const maxSecrets = 10;
/** In characters. A shorter one can be guessed, or is one of which only a part was written yet. */
const shortestSecret = 16;

/**
 * Reads the secrets of all roles. Each role has them in one place, the first of: the file of its
 * flag, its environment variable, its credential of systemd (systemd.exec(5), `LoadCredential=`).
 * Throws a `UsageError`, which never shows a secret.
 */
export function loadSecrets(files: Settings['secretFiles'], env: NodeJS.ProcessEnv): Secrets {
  return {
    read: load('read', files.read, env),
    write: load('write', files.write, env),
    cluster: load('cluster', files.cluster, env),
  };
}

/** Takes the secrets out of an environment: what this process starts need not know them. */
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

/** Reads the secrets in a file, one a line; `place` is what an error calls it. */
export function readSecrets(place: string, file: string, need?: 'ifThere'): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (need === 'ifThere' && code === 'ENOENT') return [];
    // Without the path: somebody may have given the secret itself.
    throw new UsageError(`${place}: the file can't be read (${code})`);
  }
  return check(
    place,
    text.split('\n').map((line) => line.trim()),
  );
}

/** An empty place is a mistake: taken for no secret, it would open the role to everybody. */
function check(place: string, lines: readonly string[]): readonly string[] {
  const secrets = lines.filter((line) => line !== '');
  if (secrets.length === 0) throw new UsageError(`${place}: it holds no secret; put one on a line`);
  if (secrets.length > maxSecrets) {
    throw new UsageError(`${place}: it holds more than ${maxSecrets} secrets`);
  }
  // A line with a comment in it is a mistake.
  if (secrets.some((secret) => !/^(?!#)[!-~]+$/u.test(secret))) {
    throw new UsageError(
      `${place}: a line is no secret, which is of visible ASCII, without spaces`,
    );
  }
  if (secrets.some((secret) => secret.length < shortestSecret)) {
    throw new UsageError(`${place}: a secret is shorter than ${shortestSecret} characters`);
  }
  return secrets;
}
