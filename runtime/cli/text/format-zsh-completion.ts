import type { Argument, Command } from '../commands/command.ts';
import { commands, serveCommand } from '../commands/commands.ts';
import type { Flag } from '../flags/flag.ts';

/** A script for zsh that completes commands, flags and values, with their help. */
export function formatZshCompletion(): string {
  return `#compdef cockatiel
# Zsh completion for cockatiel: source <(cockatiel completion zsh)
_cockatiel() {
  local -a commands=(
${commands.map(({ name, help }) => `    ${quote(`${name}:${help}`)}`).join('\n')}
  )
  case $words[2] in
${otherCommands.map(formatCommand).join('\n')}
    *)
      _arguments -s -S \\
        '1: :{_describe command commands}' \\
        ${formatArguments(serveCommand)}
      ;;
  esac
}
# Source it, or keep it as the file _cockatiel in a directory of $fpath.
if [[ $funcstack[1] == _cockatiel ]]; then _cockatiel "$@"; else compdef _cockatiel cockatiel; fi
`;
}

const otherCommands = commands.filter((command) => command !== serveCommand);

function formatCommand(command: Command): string {
  return `    ${command.name})
      shift words; ((CURRENT -= 1))
      _arguments -s -S \\
        ${formatArguments(command)}
      ;;`;
}

/** What `_arguments` is called with: a specification for each flag, and one for the argument. */
function formatArguments({ flags, commonFlags, argument }: Command): string {
  const specs = [...flags, ...commonFlags].flatMap(formatFlag);
  if (argument !== undefined) specs.push(formatArgument(argument));
  return specs.map(quote).join(' \\\n        ');
}

function formatArgument({ name, values, completion }: Argument): string {
  if (values !== undefined) return `1:${name}:(${values.join(' ')})`;
  return `*:${name}:${completion === undefined ? '' : '_files'}`;
}

/** A flag with two forms has a specification for each, which rule each other out. */
function formatFlag(flag: Flag): string[] {
  const { name, short, placeholder, isRepeatable } = flag;
  const forms = short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];
  const once = isRepeatable === true ? '*' : `(${forms.join(' ')})`;
  const value = placeholder === undefined ? '' : `:${placeholder}:${formatAction(flag)}`;
  return forms.map((form) => {
    // After a long form the value may follow a "=", after a short one it may follow directly.
    const joint = placeholder === undefined ? '' : form.startsWith('--') ? '=' : '+';
    return `${once}${form}${joint}[${flag.help.replace(/[\\[\]:]/gu, '\\$&')}]${value}`;
  });
}

function formatAction({ completion }: Flag): string {
  if (completion === undefined) return '';
  return completion === 'files' ? '_files' : `(${(completion as readonly string[]).join(' ')})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
