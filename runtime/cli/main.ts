import type { Secrets } from '../../lib/access/secrets.ts';
import type { Log } from '../../lib/host/log.ts';
import { createLog } from '../node/log.ts';
import { type RunningNode, startNode } from '../node.ts';
import { checkDirectories } from './check-directories.ts';
import { forgetSecrets, loadSecrets } from './load-secrets.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { parseSettings, type Settings } from './parse-settings.ts';
import { runSign } from './sign-command.ts';
import { explainStartupError } from './startup-errors.ts';
import { UsageError } from './usage-error.ts';

try {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'sign') process.stdout.write(runSign(rest, Date.now()));
  else await runServe(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`cockatiel: ${error.message}\n`);
  process.exitCode = 2;
}

async function runServe(args: readonly string[]): Promise<void> {
  const command = parseCommandLine(args, process.env);
  if (command.run === 'serve') await serve(parseSettings(command.raw));
}

async function serve(settings: Settings): Promise<void> {
  const env = { ...process.env };
  const log = createLog(settings.verbose);
  const readSecrets = (): Secrets => loadSecrets(settings.secretFiles, env);
  let secrets = readSecrets();
  forgetSecrets(process.env);
  let node: RunningNode | undefined;
  process.on('SIGHUP', () => {
    secrets = reload(secrets, readSecrets, log);
    node?.replaceSecrets(secrets);
  });
  node = await start(settings, () => secrets, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(node));
  process.stdout.write(`cockatiel listens on ${node.url}\n`);
  if (secrets.write.length === 0 && !isLoopback(settings.host)) {
    log.warn('whoever reaches this port may write: give --write-secret-file, or --host 127.0.0.1');
  }
  const hasPeers = settings.peerUrls.length > 0;
  if (hasPeers && secrets.write.length > 0 && secrets.cluster.length === 0) {
    log.warn('whoever may write can act as a node of the cluster; set --cluster-secret-file');
  }
}

async function start(
  settings: Settings,
  readSecrets: () => Secrets,
  log: Log,
): Promise<RunningNode> {
  try {
    checkDirectories(settings);
    if (!settings.fsync) log.warn('--no-fsync: a power failure may lose what was acknowledged');
    return await startNode({ ...settings, secrets: readSecrets(), log });
  } catch (error) {
    throw explainStartupError(error, settings) ?? error;
  }
}

/** After a mistake the secrets stay as they are: neither lost nor open to everybody. */
function reload(before: Secrets, readSecrets: () => Secrets, log: Log): Secrets {
  try {
    const after = readSecrets();
    for (const role of ['read', 'write', 'cluster'] as const) {
      if (before[role].length === 0 || after[role].length > 0) continue;
      throw new UsageError(`the secrets for "${role}" are gone; restart to do without`);
    }
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    log.warn(
      isSame ? 'the secrets were read again: they are the same' : 'the secrets have changed',
    );
    return after;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    log.error('the secrets stay as they were', { error: error.message });
    return before;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Ends the process once what is in flight is finished; a second signal does not wait for it. */
function stop(node: RunningNode): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => process.exit(1));
  }
  void node.close().then(() => process.exit(0));
}
