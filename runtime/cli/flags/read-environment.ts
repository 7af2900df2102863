import { type Flag, variableOf } from './flag.ts';
import type { FlagValues } from './flag-values.ts';
import { isServiceLink } from './is-service-link.ts';
import { splitValues } from './split-values.ts';

/** The values that environment variables give to flags, such as `COCKATIEL_PORT`. */
export function readEnvironment(flags: readonly Flag[], env: NodeJS.ProcessEnv): FlagValues {
  const values = new Map<string, readonly string[]>();
  for (const flag of flags) {
    const name = variableOf(flag);
    const text = env[name];
    // Compose files and unit files leave a variable empty to mean that it is not set.
    if (text === undefined || (text === '' && flag.isNeverEmpty !== true)) continue;
    if (isServiceLink(name, text)) continue;
    values.set(flag.name, splitValues(flag, text));
  }
  return values;
}
