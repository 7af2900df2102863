import type { Role } from '../../../lib/access/access.ts';
import { accessFlags } from '../flags/access-flags.ts';
import { lastValue } from '../flags/flag-values.ts';
import { readEnvironment } from '../flags/read-environment.ts';
import { loadRole, type OnOpenFile, readSecrets } from './load-secrets.ts';

const fileFlags = {
  read: accessFlags.readSecretFile,
  write: accessFlags.writeSecretFile,
  cluster: accessFlags.clusterSecretFile,
  operator: accessFlags.operatorSecretFile,
};

/**
 * The secret that a client sends: the first one in the file given, or else of the first of the
 * roles that has one where a node would look for it, in the environment or in a credential of
 * systemd. `undefined` where there is none. Throws a `UsageError`, which never contains a secret.
 */
export function loadClientSecret(
  file: string | undefined,
  roles: readonly Role[],
  env: NodeJS.ProcessEnv,
  onOpenFile: OnOpenFile,
): string | undefined {
  if (file !== undefined) return readSecrets('--secret-file', file, onOpenFile)[0];
  for (const role of roles) {
    const flag = fileFlags[role];
    const [secret] = loadRole(role, lastValue(readEnvironment([flag], env), flag), env, onOpenFile);
    if (secret !== undefined) return secret;
  }
  return undefined;
}
