import { parseCommandLine } from '../../../runtime/cli/parse-command-line.ts';
import { parseSettings, type Settings } from '../../../runtime/cli/parse-settings.ts';

/** Reads a command line of flags separated by single blanks, and an environment. */
export function readSettings(line: string, env: NodeJS.ProcessEnv = {}): Settings {
  const command = parseCommandLine(line === '' ? [] : line.split(' '), env);
  if (command.run !== 'serve') throw new Error(`"${line}" does not serve`);
  return parseSettings(command.values);
}
