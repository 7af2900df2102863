import type { Command } from '../commands/command.ts';
import { commands, serveCommand } from '../commands/commands.ts';
import { type Flag, usageOf } from '../flags/flag.ts';
import { formatNote } from './format-note.ts';
import { groupFlags } from './group-flags.ts';

/** A part of the help, as cac prints it: the title on a line of its own, then the body. */
export interface HelpSection {
  readonly title?: string;
  readonly body: string;
}

const environment = `\
  Every flag can be set by a variable too: COCKATIEL_PORT=8080, COCKATIEL_NO_FSYNC=1. Values of a
  repeatable flag are separated by spaces or commas. A flag on the command line wins.
  Secrets can also be in COCKATIEL_WRITE_SECRET, COCKATIEL_CLUSTER_SECRET, COCKATIEL_READ_SECRET
  and COCKATIEL_OPERATOR_SECRET, or in systemd credentials such as cockatiel-write-secret.`;

/** What `--help` prints for a command. The help of `serve`, the default, lists all commands. */
export function formatHelp(command: Command, version: string): HelpSection[] {
  const isDefault = command === serveCommand;
  const flags = [...command.flags, ...command.commonFlags];
  const width = Math.max(...flags.map((flag) => align(flag).length));
  const sections = groupFlags(flags).map(([title, group]) => ({
    title,
    body: group.map((flag) => `  ${align(flag).padEnd(width)}  ${describe(flag)}`).join('\n'),
  }));
  return [
    { body: isDefault ? `cockatiel ${version}: a replicating file server` : command.help },
    { title: 'Usage', body: `  $ cockatiel ${command.synopsis}` },
    ...(isDefault ? [{ title: 'Commands', body: listCommands() }] : []),
    ...sections,
    ...(command.notes ?? []).map((note) => ({ title: note.title, body: formatNote(note) })),
    ...(command.readsEnvironment ? [{ title: 'Environment', body: environment }] : []),
  ];
}

function listCommands(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map((command) => {
    const note = command === serveCommand ? ' (default)' : '';
    return `  ${command.name.padEnd(width)}  ${command.help}${note}`;
  });
  return [...lines, '', '  For the flags of a command, run it with --help.'].join('\n');
}

/** A flag without a short form begins where the long forms of others do. */
function align(flag: Flag): string {
  return flag.short === undefined ? `    ${usageOf(flag)}` : usageOf(flag);
}

function describe(flag: Flag): string {
  const value = flag.default ?? flag.defaultNote;
  const repeatable = flag.isRepeatable === true ? ' (repeatable)' : '';
  return `${flag.help}${repeatable}${value === undefined ? '' : `. Default: ${value}`}`;
}
