import { isatty } from 'node:tty';
import type { Secrets } from '../../lib/access/secrets.ts';
import type { Log } from '../../lib/host/log.ts';
import { createLog, logProcessFaults } from '../node/log/log.ts';
import { type RunningNode, startNode } from '../node.ts';
import { checkDirectories } from './check-directories.ts';
import { checkVariables } from './check-variables.ts';
import type { Settings } from './parse-settings.ts';
import { type ProcessSecrets, readProcessSecrets } from './secrets/process-secrets.ts';
import { announceStart } from './service/announce-start.ts';
import { handleSignals } from './signals/handle-signals.ts';
import { explainStartupError } from './startup-errors.ts';

const standardOutput = 1;

/**
 * Runs `cockatiel serve`: starts a node, which then runs until a signal ends the process. Throws a
 * `UsageError` if it can't start and a flag would change that.
 */
export async function runServe(settings: Settings): Promise<void> {
  const env = { ...process.env };
  const format = settings.logFormat ?? (isatty(standardOutput) ? 'text' : 'json');
  const log = createLog({ verbose: settings.verbose, format, fileDescriptor: standardOutput });
  logProcessFaults(log);
  logOtherVariables(env, log);
  const secrets = readProcessSecrets(settings, env, log);
  let node: RunningNode | undefined;
  const signals = handleSignals(() => {
    secrets.reload();
    node?.replaceSecrets(secrets.current());
  });
  const started = await start(settings, secrets, log);
  node = started;
  signals.stopBy(() => started.close());
  const { url } = started;
  await announceStart({ url, settings, secrets: secrets.current(), format }, log);
  warnOfOpenRoles(settings, secrets.current(), log);
}

async function start(
  settings: Settings,
  { current, objectCredentials }: ProcessSecrets,
  log: Log,
): Promise<RunningNode> {
  try {
    await checkDirectories(settings);
    if (!settings.fsync) {
      log.warn('--no-fsync is set; a power failure can lose acknowledged writes');
    }
    const key = objectCredentials && { objectCredentials };
    return await startNode({ ...settings, ...key, secrets: current(), log });
  } catch (error) {
    throw explainStartupError(error, settings) ?? error;
  }
}

/** Names variables without effect; a value may be a secret. */
function logOtherVariables(env: NodeJS.ProcessEnv, log: Log): void {
  const { serviceLinks, unknown } = checkVariables(env);
  for (const name of serviceLinks) log.debug('a variable of a service link is ignored', { name });
  for (const { name, similar } of unknown) {
    const fields = similar === undefined ? { name } : { name, didYouMean: similar };
    log.warn('an environment variable is not known and has no effect', fields);
  }
}

function warnOfOpenRoles(
  { host, peerUrls }: Settings,
  { write, cluster }: Secrets,
  log: Log,
): void {
  if (write.length === 0 && !isLoopback(host)) {
    log.warn(
      'anyone who can reach this port can write; set --write-secret-file or --host 127.0.0.1',
    );
  }
  if (peerUrls.length > 0 && write.length > 0 && cluster.length === 0) {
    log.warn('anyone with a write secret can act as a node; set --cluster-secret-file');
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
