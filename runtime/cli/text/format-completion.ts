import { withoutUser } from '../../../lib/delivery/peer-url.ts';
import { UsageError } from '../flags/usage-error.ts';
import { formatBashCompletion } from './format-bash-completion.ts';
import { formatZshCompletion } from './format-zsh-completion.ts';

const formats = new Map([
  ['bash', formatBashCompletion],
  ['zsh', formatZshCompletion],
]);

/** What `cockatiel completion <shell>` prints; throws a `UsageError` for any other shell. */
export function formatCompletion(shell: string): string {
  const format = formats.get(shell);
  if (format !== undefined) return format();
  throw new UsageError(
    `no completion for "${withoutUser(shell)}"; use ${[...formats.keys()].join(' or ')}`,
  );
}
