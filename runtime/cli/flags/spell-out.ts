import { withoutUser } from '../../../lib/delivery/peer-url.ts';
import type { Flag } from './flag.ts';
import { UsageError } from './usage-error.ts';

/**
 * Rewrites arguments into the one spelling that cac reads without changing it.
 *
 * cac's reader guesses, and has no option to stop it: `--storage 007` becomes the number 7,
 * `--url= --port 1` takes the next argument as the URL, `-p80` is read as three flags, and
 * `--maxSize`, `---port`, `--port.x` and `--constructor` all pass as flags or are dropped. So each
 * flag is looked up here, and passed on in full as `--port==80`. cac splits that at the first `=`;
 * the second one stays with the value and keeps it a text, until `takeValue` removes it. Flags come
 * behind all other arguments: one behind `--new-storage` would be taken for its value.
 */
export function spellOut(args: readonly string[], flags: readonly Flag[]): string[] {
  const rest = [...args];
  const words: string[] = [];
  const spelled: string[] = [];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') return [...words, ...spelled, arg, ...rest];
    if (arg.startsWith('-')) spelled.push(spellFlag(arg, rest, flags));
    else words.push(arg);
  }
  return [...words, ...spelled];
}

/** A value as it was given, out of what cac made of a flag spelled by `spellOut`. */
export function takeValue(value: string): string {
  return value.slice(1);
}

/** Spells one flag out. Takes its value from `rest` where it is an argument of its own. */
function spellFlag(arg: string, rest: string[], flags: readonly Flag[]): string {
  const isLong = arg.startsWith('--');
  const [word = ''] = isLong ? arg.split('=', 1) : [arg.slice(0, 2)];
  const flag = flags.find(({ name, short }) => word === (isLong ? `--${name}` : `-${short}`));
  if (flag === undefined) throw new UsageError(`unknown option ${withoutUser(word)}`);
  const joined = arg.slice(word.length);
  if (flag.placeholder === undefined) {
    if (joined.startsWith('=')) throw new UsageError(`${word} takes no value`);
    // `-vp 81`: the letters after a switch are flags again.
    if (joined !== '') rest.unshift(`-${joined}`);
    return `--${flag.name}`;
  }
  const value = joined === '' ? takeNext(rest) : joined.replace(/^=/u, '');
  if (value === undefined) {
    throw new UsageError(`--${flag.name} needs a value, <${flag.placeholder}>`);
  }
  return `--${flag.name}==${value}`;
}

/**
 * The next argument, unless it is a flag itself. A negative number is a value, if a wrong one, and
 * so is `-`, which means a standard stream.
 */
function takeNext(rest: string[]): string | undefined {
  return /^(?!-)|^-(?:\d|$)/u.test(rest[0] ?? '-') ? rest.shift() : undefined;
}
