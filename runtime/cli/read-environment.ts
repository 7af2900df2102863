import { type Flag, variableOf } from './flags/flag.ts';
import type { FlagValues } from './flags/flag-values.ts';

/** The values that environment variables give to flags, such as `COCKATIEL_PORT`. */
export function readEnvironment(flags: readonly Flag[], env: NodeJS.ProcessEnv): FlagValues {
  const values = new Map<string, readonly string[]>();
  for (const flag of flags) {
    const text = env[variableOf(flag)];
    // Compose files and unit files leave a variable empty to mean that it is not set.
    if (text === undefined || (text === '' && flag.isNeverEmpty !== true)) continue;
    values.set(flag.name, flag.isRepeatable === true ? text.split(/\s+/u) : [text]);
  }
  return values;
}
