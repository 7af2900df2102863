import type { Role } from '../../../lib/access/access.ts';
import { placeFlags } from '../flags/client-flags.ts';
import type { Flag } from '../flags/flag.ts';
import { allValues, type FlagValues, lastValue } from '../flags/flag-values.ts';
import { readEnvironment } from '../flags/read-environment.ts';
import { UsageError } from '../flags/usage-error.ts';
import { loadClientSecret } from '../secrets/load-client-secret.ts';
import { warnOfOpenFile } from '../secrets/warn-of-open-file.ts';

/** Which nodes a command asks, and how it shows that it may. */
export interface ClientSettings {
  /** Their URLs: one at least. */
  readonly nodes: readonly string[];
  /** What is sent to those whose URL has no secret. */
  readonly secret: string | undefined;
}

/**
 * Reads them: `nodes` are the URLs on the command line. Throws a `UsageError` where the environment
 * or the file of secrets is not valid.
 */
export function readClientSettings(
  nodes: readonly string[],
  secretFile: string | undefined,
  roles: readonly Role[],
  env: NodeJS.ProcessEnv,
): ClientSettings {
  return {
    nodes: nodes.length > 0 ? nodes : findNodes(env),
    secret: loadClientSecret(secretFile, roles, env, warnOfOpenFile),
  };
}

/** The same of a command with the flags `--node` and `--secret-file`. */
export function readTransferSettings(
  values: FlagValues,
  flags: { readonly node: Flag<string>; readonly secretFile: Flag<string> },
  role: Role,
  env: NodeJS.ProcessEnv,
): ClientSettings {
  const nodes = allValues(values, flags.node);
  return readClientSettings(nodes, lastValue(values, flags.secretFile), [role], env);
}

/** The nodes that the environment lists, or else the one that it would start on this machine. */
function findNodes(env: NodeJS.ProcessEnv): readonly string[] {
  const values = readEnvironment(Object.values(placeFlags), env);
  const listed = allValues(values, placeFlags.node);
  if (listed.length > 0) return listed;
  const port = lastValue(values, placeFlags.port);
  if (port === 0) throw new UsageError('COCKATIEL_PORT is 0, so say where the node listens');
  return [`http://${reachable(lastValue(values, placeFlags.host))}:${port}`];
}

/** The address by which this machine reaches a node that listens on another one. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
