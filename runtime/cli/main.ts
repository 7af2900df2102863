import { runAdopt } from './adopt-command.ts';
import { closeGoneTerminals } from './close-gone-terminals.ts';
import { runCopy } from './copy-command.ts';
import { UsageError } from './flags/usage-error.ts';
import { runOffline } from './offline/run-offline.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { parseSettings } from './parse-settings.ts';
import type { OpenAccess } from './secrets/load-secrets.ts';
import { runServe } from './serve-command.ts';
import { runSign } from './sign-command.ts';
import { formatCompletion } from './text/format-completion.ts';
import { runVerify } from './verify-command.ts';

closeGoneTerminals();
try {
  await run();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`cockatiel: ${error.message}\n`);
  process.exitCode = 2;
}

async function run(): Promise<void> {
  const command = parseCommandLine(process.argv.slice(2), process.env);
  if (command.run === 'serve') await runServe(parseSettings(command.values));
  if (command.run === 'sign') {
    process.stdout.write(runSign(command.values, Date.now(), warnOfOpenFile));
  }
  if (command.run === 'verify') {
    process.exitCode = await runOffline(() => runVerify(command.values));
  }
  if (command.run === 'adopt') {
    const { values, words } = command;
    process.exitCode = await runOffline(() => runAdopt(values, words));
  }
  if (command.run === 'copy') {
    const { values, words } = command;
    process.exitCode = await runOffline(() => runCopy(values, words));
  }
  if (command.run === 'completion') process.stdout.write(formatCompletion(command.shell));
}

function warnOfOpenFile(source: string, file: string, access: OpenAccess): void {
  process.stderr.write(`cockatiel: warning: ${source}: all users can ${access} "${file}"\n`);
}
