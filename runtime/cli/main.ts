import { UsageError } from './flags/usage-error.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { parseSettings } from './parse-settings.ts';
import { runCommand } from './run-command.ts';
import { warnOfOpenFile } from './secrets/warn-of-open-file.ts';
import { runServe } from './serve-command.ts';
import { runSign } from './sign-command.ts';
import { closeGoneTerminals } from './signals/close-gone-terminals.ts';
import { formatCompletion } from './text/format-completion.ts';

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
  switch (command.run) {
    case 'nothing':
      return;
    case 'serve':
      return await runServe(parseSettings(command.values));
    case 'sign':
      process.stdout.write(runSign(command.values, Date.now(), warnOfOpenFile));
      return;
    case 'completion':
      process.stdout.write(formatCompletion(command.shell));
      return;
    case 'verify':
      process.exitCode = await runCommand(command.run, command.values, []);
      return;
    default:
      process.exitCode = await runCommand(command.run, command.values, command.words);
  }
}
