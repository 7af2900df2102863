import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Role, roles } from '../../../lib/access/access.ts';
import type { Secrets } from '../../../lib/access/secrets.ts';
import { errorCode } from '../../../lib/errors/error-code.ts';
import { UsageError } from '../flags/usage-error.ts';

/** Per role. A request may have to be compared with all of them. */
const maxSecrets = 10;
/** A shorter secret can be guessed, or was read before it was fully written. */
const minSecretLength = 16;
const readableByOthers = 0o004;
const writableByOthers = 0o002;

/** Files of secrets. A role without one may have its secrets elsewhere, or none. */
export type SecretFiles = Readonly<Partial<Record<Role, string | undefined>>>;

/**
 * Called with a file of secrets that is open to all users of the machine, what names it, and what
 * they can do with it. Whoever can change it can gain any access.
 */
export type OnOpenFile = (source: string, file: string, access: OpenAccess) => void;

/** What all users of the machine can do with a file. */
export type OpenAccess = 'read' | 'change' | 'read and change';

/**
 * Reads the secrets of all roles. Those of a role come from one source, the first of these: the
 * file of its flag, its environment variable, its systemd credential (systemd.exec(5),
 * `LoadCredential=`). Throws a `UsageError`, which never contains a secret.
 */
export function loadSecrets(
  files: SecretFiles,
  env: NodeJS.ProcessEnv,
  onOpenFile: OnOpenFile = () => undefined,
): Required<Secrets> {
  const of = (role: Role): readonly string[] => loadRole(role, files[role], env, onOpenFile);
  return {
    read: of('read'),
    write: of('write'),
    cluster: of('cluster'),
    operator: of('operator'),
  };
}

/** Removes the secrets from an environment, so that child processes do not inherit them. */
export function forgetSecrets(env: NodeJS.ProcessEnv): void {
  for (const role of roles) delete env[variableOf(role)];
}

/** The secrets of one role, as `loadSecrets` reads them. */
export function loadRole(
  role: Role,
  file: string | undefined,
  env: NodeJS.ProcessEnv,
  onOpenFile: OnOpenFile,
): readonly string[] {
  if (file !== undefined) return readSecrets(`--${role}-secret-file`, file, onOpenFile);
  const name = variableOf(role);
  const variable = env[name];
  if (variable !== undefined) return check(name, variable.split(/\s+/u));
  const directory = env['CREDENTIALS_DIRECTORY'];
  const credential = `cockatiel-${role}-secret`;
  if (directory === undefined) return [];
  const path = join(directory, credential);
  return readSecrets(`the credential ${credential}`, path, onOpenFile, 'ifThere');
}

function variableOf(role: Role): string {
  return `COCKATIEL_${role.toUpperCase()}_SECRET`;
}

/** Reads the secrets in a file, one per line. Errors call the file `source`. */
export function readSecrets(
  source: string,
  file: string,
  onOpenFile: OnOpenFile,
  need?: 'ifThere',
): readonly string[] {
  const lines = readLines(source, file, onOpenFile, need);
  return lines === undefined ? [] : check(source, lines);
}

/** Reads the lines of a file of secrets; `undefined` where it may be absent and is. */
export function readLines(
  source: string,
  file: string,
  onOpenFile: OnOpenFile,
  need?: 'ifThere',
): readonly string[] | undefined {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(file, 'utf8');
    mode = statSync(file).mode;
  } catch (error) {
    const code = errorCode(error);
    if (need === 'ifThere' && code === 'ENOENT') return undefined;
    // Without the path: the secret itself may have been given in its stead.
    throw new UsageError(`${source}: the file can't be read (${code})`);
  }
  const access = openAccess(mode);
  if (access !== undefined) onOpenFile(source, file, access);
  return text.split('\n').map((line) => line.trim());
}

function openAccess(mode: number): OpenAccess | undefined {
  const isReadable = (mode & readableByOthers) !== 0;
  if ((mode & writableByOthers) !== 0) return isReadable ? 'read and change' : 'change';
  return isReadable ? 'read' : undefined;
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
