import { checkDirectories } from './check-directories.ts';
import { parseCommandLine } from './cli.ts';
import { explainStartFailure } from './explain-start-failure.ts';
import { createLog } from './log.ts';
import { type RunningNode, startNode } from './node.ts';
import { parseSettings, type Settings } from './parse-settings.ts';
import { UsageError } from './usage-error.ts';

try {
  const command = parseCommandLine(process.argv.slice(2), process.env);
  if (command.run === 'serve') await serve(parseSettings(command.raw));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`cockatiel: ${error.message}\n`);
  process.exitCode = 2;
}

async function serve(settings: Settings): Promise<void> {
  const node = await start(settings);
  process.stdout.write(`cockatiel listens on ${node.url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(node));
}

async function start(settings: Settings): Promise<RunningNode> {
  try {
    checkDirectories(settings);
    const log = createLog(settings.verbose);
    if (!settings.fsync) log.warn('--no-fsync: a power failure may lose what was acknowledged');
    return await startNode({ ...settings, log });
  } catch (error) {
    throw explainStartFailure(error, settings) ?? error;
  }
}

/** Ends the process once what is in flight is finished; a second signal does not wait for it. */
function stop(node: RunningNode): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => process.exit(1));
  }
  void node.close().then(() => process.exit(0));
}
