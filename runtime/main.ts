#!/usr/bin/env node
import { errorCode } from '../lib/error-code.ts';
import { checkDirectories } from './check-directories.ts';
import { parseCommandLine } from './cli.ts';
import { DirectoryInUseError } from './directory-lock.ts';
import { createLog } from './log.ts';
import { type RunningNode, startNode } from './node.ts';
import { parseSettings, type Settings } from './parse-settings.ts';
import { UsageError } from './usage-error.ts';

try {
  const command = parseCommandLine(process.argv.slice(2), process.env);
  if (command.run === 'serve') await serve(parseSettings(command.raw));
} catch (error) {
  const usage = asUsageError(error);
  if (usage === undefined) throw error;
  process.stderr.write(`cockatiel: ${usage.message}\n`);
  process.exitCode = 2;
}

async function serve(settings: Settings): Promise<void> {
  checkDirectories(settings);
  const log = createLog(settings.verbose);
  if (!settings.fsync) log.warn('--no-fsync: a power failure may lose what was acknowledged');
  const node = await startNode({ ...settings, log });
  process.stdout.write(`cockatiel listens on ${node.url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(node));
}

/** Ends the process once what is in flight is finished; a second signal does not wait for it. */
function stop(node: RunningNode): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  void node.close().then(() => process.exit(0));
}

function asUsageError(error: unknown): UsageError | undefined {
  if (error instanceof UsageError) return error;
  if (error instanceof DirectoryInUseError) return new UsageError(`--queue: ${error.message}`);
  const code = errorCode(error);
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    return new UsageError(`--port: it is taken or not allowed (${code}); choose another one`);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new UsageError(`--host: this machine has no such address (${code})`);
  }
  return undefined;
}
