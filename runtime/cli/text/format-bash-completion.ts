import type { Command } from '../commands/command.ts';
import { commands, serveCommand } from '../commands/commands.ts';
import type { Flag } from '../flags/flag.ts';

/**
 * A script for bash that completes commands, flags and values. It does not start the program to do
 * so, and runs on bash 3.2.
 */
export function formatBashCompletion(): string {
  return `# Bash completion for cockatiel: eval "$(cockatiel completion bash)"
_cockatiel() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local command=${serveCommand.name} words=
  # Bash splits "--flag=value" into three words.
  if [ "$current" = = ]; then current=; fi
  if [ "$previous" = = ]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  case \${COMP_WORDS[1]} in
    ${otherCommands.map(({ name }) => name).join(' | ')}) command=\${COMP_WORDS[1]} ;;
  esac
  COMPREPLY=()
  case "$command $previous" in
${commands.flatMap(formatValues).join('\n')}
${commands.map(formatWords).join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="$words ${commands.map(({ name }) => name).join(' ')}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
# With no reply, bash completes names of files.
complete -o default -F _cockatiel cockatiel
`;
}

const otherCommands = commands.filter((command) => command !== serveCommand);

/** What follows a flag that takes a value. A value that nobody can guess completes to nothing. */
function formatValues(command: Command): readonly string[] {
  const valued = command.flags.filter(({ placeholder }) => placeholder !== undefined);
  return [
    ...formatCase(command, valued.filter(completesFiles), 'return'),
    ...valued.flatMap((flag) =>
      Array.isArray(flag.completion)
        ? formatCase(command, [flag], `words='${flag.completion.join(' ')}'`)
        : [],
    ),
    ...formatCase(
      command,
      valued.filter(({ completion }) => completion === undefined),
      'compopt +o default 2>/dev/null',
    ),
  ];
}

function completesFiles({ completion }: Flag): boolean {
  return completion === 'files';
}

function formatCase({ name }: Command, flags: readonly Flag[], action: string): readonly string[] {
  if (flags.length === 0) return [];
  const patterns = flags.flatMap(({ name: long, short }) => [
    `'${name} --${long}'`,
    ...(short === undefined ? [] : [`'${name} -${short}'`]),
  ]);
  return [`    ${patterns.join(' | ')}) ${action} ;;`];
}

function formatWords({ name, flags, commonFlags, argument }: Command): string {
  const all = [...flags, ...commonFlags];
  const words = [...all.map((flag) => `--${flag.name}`), ...(argument?.values ?? [])];
  return `    '${name} '*) words='${words.join(' ')}' ;;`;
}
