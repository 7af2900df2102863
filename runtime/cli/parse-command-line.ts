import { type CAC, cac } from 'cac';
import { withoutUser } from '../../lib/delivery/peer-url.ts';
import { version } from '../node/version.ts';
import {
  type Argument,
  type Command,
  type CommandName,
  type WordCommand,
  wordCommands,
} from './commands/command.ts';
import { commands, serveCommand } from './commands/commands.ts';
import { versionFlag } from './flags/common-flags.ts';
import { usageOf } from './flags/flag.ts';
import type { FlagValues } from './flags/flag-values.ts';
import { readEnvironment } from './flags/read-environment.ts';
import { readFlags } from './flags/read-flags.ts';
import { spellOut } from './flags/spell-out.ts';
import { UsageError } from './flags/usage-error.ts';
import { formatHelp } from './text/format-help.ts';

/** What the command line asks for. `nothing` is left to do after help or version was printed. */
export type Invocation =
  | { readonly run: 'nothing' }
  | { readonly run: 'serve' | 'sign' | 'verify'; readonly values: FlagValues }
  | {
      readonly run: WordCommand;
      readonly values: FlagValues;
      readonly words: readonly string[];
    }
  | { readonly run: 'completion'; readonly shell: string };

/**
 * Reads the command line, and for flags that are not on it the environment (`COCKATIEL_PORT`, …).
 * Prints help or version itself. Throws a `UsageError` for anything it does not know.
 */
export function parseCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): Invocation {
  // Any other first argument is a flag of `serve`, or one argument too many.
  const command = commands.find(({ name }) => name === args[0]) ?? serveCommand;
  try {
    const cli = createCli();
    const flags = [...command.flags, ...command.commonFlags];
    cli.parse(['', '', ...spellOut(args, flags)], { run: false });
    return toInvocation(cli, args, env);
  } catch (error) {
    if (!(error instanceof UsageError) && (error as Error).name !== 'CACError') throw error;
    const help = command === serveCommand ? 'cockatiel' : `cockatiel ${command.name}`;
    const message = withoutUser((error as Error).message.replaceAll('`', ''));
    throw new UsageError(
      `${message.charAt(0).toLowerCase()}${message.slice(1)}; see ${help} --help`,
    );
  }
}

function createCli(): CAC {
  const cli = cac('cockatiel');
  for (const { name, argument, help, flags } of commands) {
    const command = cli.command(`${name}${bracketsOf(argument)}`, help);
    if (name === serveCommand.name) command.alias('!');
    for (const flag of flags) command.option(usageOf(flag), flag.help);
    command.action(() => undefined);
  }
  cli.help(() => formatHelp(commandOf(cli), version));
  cli.version(version, `--${versionFlag.name}`);
  return cli;
}

/** How cac is to read what a command takes beside its flags; how much of it is checked later. */
function bracketsOf(argument: Argument | undefined): string {
  if (argument === undefined) return '';
  return argument.values === undefined ? ` [...${argument.name}]` : ` <${argument.name}>`;
}

/** The command that cac found: `serve` where none was given. */
function commandOf(cli: CAC): Command {
  return commands.find(({ name }) => name === cli.matchedCommand?.name) ?? serveCommand;
}

function toInvocation(cli: CAC, typed: readonly string[], env: NodeJS.ProcessEnv): Invocation {
  if (cli.matchedCommand === undefined) return { run: 'nothing' };
  // cac prints the version only where no command is named.
  if (cli.options['version'] === true) {
    cli.outputVersion();
    return { run: 'nothing' };
  }
  const { name, argument, flags, readsEnvironment } = commandOf(cli);
  const words = [...cli.args, ...(cli.options['--'] as string[])];
  const unexpected = words[maxWords(argument)];
  if (unexpected !== undefined) {
    const isCommand = cli.matchedCommandName === undefined && unexpected === typed[0];
    throw new UsageError(`${isCommand ? 'unknown command' : 'unexpected argument'} ${unexpected}`);
  }
  if (argument !== undefined) requireWords(words, argument);
  cli.runMatchedCommand();
  if (name === 'completion') return { run: name, shell: words[0] as string };
  const variables = readsEnvironment ? readEnvironment(flags, env) : [];
  const values = new Map([...variables, ...readFlags(cli, flags)]);
  return takesWords(name) ? { run: name, values, words } : { run: name, values };
}

function takesWords(name: CommandName): name is WordCommand {
  return wordCommands.some((word) => word === name);
}

function requireWords(
  words: readonly string[],
  { count = 1, isOptional, expected }: Argument,
): void {
  const isEnough = words.length >= count || isOptional === true;
  if (!isEnough || words.includes('')) throw new UsageError(`give ${expected}`);
}

function maxWords(argument: Argument | undefined): number {
  if (argument === undefined) return 0;
  return argument.count ?? (argument.values === undefined ? Infinity : 1);
}
