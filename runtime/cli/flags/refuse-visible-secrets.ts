import { type Engine, engine as ownEngine } from '../../engine/engine.ts';
import { type Flag, variableOf } from './flag.ts';
import type { FlagValues } from './flag-values.ts';
import { UsageError } from './usage-error.ts';

/**
 * Throws a `UsageError` for a password in a URL on the command line, where a process can't hide its
 * command line from the other users of the machine: on Bun setting `process.title` changes nothing
 * that they see. `given` is what the command line gives, without the environment.
 */
export function refuseVisibleSecrets(
  given: FlagValues,
  flags: readonly Flag[],
  engine: Engine = ownEngine,
): void {
  if (engine !== 'bun') return;
  const visible = flags.find(({ name }) => given.get(name)?.some(hasPassword));
  if (visible === undefined) return;
  throw new UsageError(
    `--${visible.name}: on Bun the process list shows the secret in this URL to all users; ` +
      `give the URL in ${variableOf(visible)}`,
  );
}

function hasPassword(text: string): boolean {
  return URL.canParse(text) && new URL(text).password !== '';
}
