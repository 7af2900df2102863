import type { CAC } from 'cac';
import { type Flag, usageOf } from './flag.ts';
import type { FlagValues } from './flag-values.ts';
import { refuseVisibleSecrets } from './refuse-visible-secrets.ts';
import { takeValue } from './spell-out.ts';
import { splitValues } from './split-values.ts';
import { UsageError } from './usage-error.ts';

/**
 * What the command line gives for each flag; a switch that is set has the text `true`. Throws a
 * `UsageError` for a flag that is given too often, or that shows a secret to other users.
 */
export function readFlags({ matchedCommand, options }: CAC, flags: readonly Flag[]): FlagValues {
  const values = new Map<string, readonly string[]>();
  for (const flag of flags) {
    const option = matchedCommand?.options.find(({ rawName }) => rawName === usageOf(flag));
    if (option === undefined) continue;
    const given = [options[option.name] as unknown].flat();
    if (flag.placeholder === undefined) {
      // To cac `--no-fsync` is the option `fsync`, which is true unless it is negated.
      if (given.at(-1) === !option.negated) values.set(flag.name, ['true']);
    } else if (given[0] !== undefined) {
      if (given.length > 1 && flag.isRepeatable !== true) {
        throw new UsageError(`--${flag.name} is given more than once`);
      }
      const texts = given.map((value) => takeValue(String(value)));
      values.set(
        flag.name,
        texts.flatMap((text) => splitValues(flag, text)),
      );
    }
  }
  refuseVisibleSecrets(values, flags);
  return values;
}
