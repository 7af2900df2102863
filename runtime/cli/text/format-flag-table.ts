import { commands } from '../commands/commands.ts';
import { type Flag, usageOf, variableOf } from '../flags/flag.ts';
import { groupFlags } from './group-flags.ts';

const begin = '<!-- flags: begin -->';
const end = '<!-- flags: end -->';

/**
 * The text of docs/configuration.md with its table of flags replaced by the current one. The table
 * is between two comments; the rest stays as it is.
 */
export function replaceFlagTable(text: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`There is no "${begin}" before "${end}".`);
  return `${text.slice(0, from + begin.length)}\n\n${formatFlagTable()}\n${text.slice(to)}`;
}

/**
 * A Markdown table for each section of the flags that can be set by a variable too. The headings
 * begin with a word of their own, so that they take no anchor from the rest of the page.
 */
function formatFlagTable(): string {
  const flags = commands.filter((command) => command.readsEnvironment).flatMap((one) => one.flags);
  return groupFlags(flags)
    .map(
      ([title, rows]) =>
        `### Flags: ${title.toLowerCase()}\n\n${head}\n${rows.map(formatRow).join('\n')}\n`,
    )
    .join('\n');
}

const head = '| Flag | Variable | Default | Meaning |\n| --- | --- | --- | --- |';

function formatRow(flag: Flag): string {
  const value = flag.default === undefined ? (flag.defaultNote ?? '') : `\`${flag.default}\``;
  const meaning = `${flag.help}${flag.isRepeatable === true ? ' (repeatable)' : ''}`;
  return `| \`${usageOf(flag)}\` | \`${variableOf(flag)}\` | ${value} | ${meaning} |`;
}
