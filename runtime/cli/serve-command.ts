import { isatty } from 'node:tty';
import type { Secrets } from '../../lib/access/secrets.ts';
import type { Log } from '../../lib/host/log.ts';
import { createLog } from '../node/log/log.ts';
import { version } from '../node/version.ts';
import { type RunningNode, startNode } from '../node.ts';
import { checkDirectories } from './check-directories.ts';
import { checkVariables } from './check-variables.ts';
import { UsageError } from './flags/usage-error.ts';
import { handleSignals } from './handle-signals.ts';
import { forgetSecrets, loadSecrets } from './load-secrets.ts';
import type { Settings } from './parse-settings.ts';
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
  logOtherVariables(env, log);
  const readSecrets = (): Secrets =>
    loadSecrets(settings.secretFiles, env, (source, file, access) =>
      log.warn(`all users of this machine can ${access} a file of secrets; chmod o-rw closes it`, {
        source,
        file,
      }),
    );
  let secrets = readSecrets();
  forgetSecrets(process.env);
  let node: RunningNode | undefined;
  const signals = handleSignals(() => {
    secrets = reload(secrets, readSecrets, log);
    node?.replaceSecrets(secrets);
  });
  const started = await start(settings, () => secrets, log);
  node = started;
  signals.stopBy(() => started.close());
  // In text the message alone has the URL.
  log.info(
    `cockatiel listens on ${started.url} (version ${version})`,
    format === 'json' ? { url: started.url } : {},
  );
  warnOfOpenRoles(settings, secrets, log);
}

async function start(
  settings: Settings,
  readSecrets: () => Secrets,
  log: Log,
): Promise<RunningNode> {
  try {
    await checkDirectories(settings);
    if (!settings.fsync) {
      log.warn('--no-fsync is set; a power failure can lose acknowledged writes');
    }
    return await startNode({ ...settings, secrets: readSecrets(), log });
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

/** Reads the secrets again. If they are not valid, the previous ones stay in use. */
function reload(before: Secrets, readSecrets: () => Secrets, log: Log): Secrets {
  try {
    const after = readSecrets();
    for (const role of ['read', 'write', 'cluster'] as const) {
      if (before[role].length === 0 || after[role].length > 0) continue;
      throw new UsageError(`no secrets for "${role}" any more; restart to run without them`);
    }
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    log.warn(isSame ? 'the secrets were read again and are the same' : 'the secrets have changed');
    return after;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    log.error('the secrets are unchanged, because the new ones are not valid', {
      error: error.message,
    });
    return before;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
